import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

const GATEWAY = "aws:ec2/vpnGateway:VpnGateway";
const CUSTOMER = "aws:ec2/customerGateway:CustomerGateway";
const PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
const VPC = "aws:ec2/vpc:Vpc";

function ec2Id(request: CreateRequest, prefix: string): string {
  return `${prefix}-${request.digits(17)}`;
}

/** The n-th address after a block's first: `169.254.21.0/30`, 1 → `169.254.21.1`. */
function inside(cidr: string, position: number): string {
  const [address = ""] = cidr.split("/");
  const octets = address.split(".").map(Number);
  const last = (octets[3] ?? 0) + position;
  return [...octets.slice(0, 3), last].join(".");
}

/** What AWS makes for one tunnel; addresses are from the block that RFC 5737 keeps for examples. */
function tunnel(request: CreateRequest, number: 1 | 2): Record<string, unknown> {
  const cidr = text(request, `tunnel${number}InsideCidr`, `169.254.${100 + number}.0/30`);
  const host = Number(request.digits(2, "decimal", `tunnel${number}`)) + 1;
  return {
    [`tunnel${number}Address`]: `203.0.113.${host + (number - 1) * 100}`,
    [`tunnel${number}PresharedKey`]: request.digits(32, "alphanumeric", `psk${number}`),
    [`tunnel${number}VgwInsideAddress`]: inside(cidr, 1),
    [`tunnel${number}CgwInsideAddress`]: inside(cidr, 2),
    [`tunnel${number}BgpAsn`]: "64512",
    [`tunnel${number}BgpHoldtime`]: 30,
  };
}

/** Site-to-site VPN and VPC peering. */
export const vpnTypes: readonly TypeModel[] = [
  {
    type: GATEWAY,
    id: (request) => ec2Id(request, "vgw"),
    outputs: (request, id) => ({ arn: regionalArn(request, "ec2", `vpn-gateway/${id}`) }),
    replaceOn: ["amazonSideAsn", "availabilityZone"],
    minutes: { create: 0.5, delete: 0.5 },
    references: { vpcId: VPC },
  },
  {
    type: "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation",
    id: (request) => `${text(request, "vpnGatewayId")}_${text(request, "routeTableId")}`,
    replaceOn: ["vpnGatewayId", "routeTableId"],
    references: { vpnGatewayId: GATEWAY, routeTableId: "aws:ec2/routeTable:RouteTable" },
  },
  {
    type: CUSTOMER,
    id: (request) => ec2Id(request, "cgw"),
    outputs: (request, id) => ({ arn: regionalArn(request, "ec2", `customer-gateway/${id}`) }),
    replaceOn: ["bgpAsn", "bgpAsnExtended", "ipAddress", "type", "certificateArn", "deviceName"],
    minutes: { create: 0.3 },
  },
  {
    type: "aws:ec2/vpnConnection:VpnConnection",
    id: (request) => ec2Id(request, "vpn"),
    outputs: (request, id) => ({
      ...tunnel(request, 1),
      ...tunnel(request, 2),
      arn: regionalArn(request, "ec2", `vpn-connection/${id}`),
      presharedKeyStorage: text(request, "presharedKeyStorage", "Standard"),
      customerGatewayConfiguration: `<vpn_connection id="${id}"/>`,
    }),
    secretOutputs: ["customerGatewayConfiguration", "tunnel1PresharedKey", "tunnel2PresharedKey"],
    replaceOn: ["type", "staticRoutesOnly", "outsideIpAddressType"],
    minutes: { create: 5, update: 10, delete: 3 },
    references: { vpnGatewayId: GATEWAY, customerGatewayId: CUSTOMER },
  },
  {
    type: PEERING,
    id: (request) => ec2Id(request, "pcx"),
    outputs: (request) => ({ acceptStatus: request.inputs["autoAccept"] === true ? "active" : "pending-acceptance" }),
    replaceOn: ["vpcId", "peerVpcId", "peerOwnerId", "peerRegion"],
    minutes: { create: 0.2 },
    references: { vpcId: VPC },
  },
  {
    type: "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
    id: (request) => text(request, "vpcPeeringConnectionId"),
    outputs: () => ({ acceptStatus: "active" }),
    replaceOn: ["vpcPeeringConnectionId"],
    references: { vpcPeeringConnectionId: PEERING },
  },
  {
    type: "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions",
    id: (request) => text(request, "vpcPeeringConnectionId"),
    replaceOn: ["vpcPeeringConnectionId"],
    references: { vpcPeeringConnectionId: PEERING },
  },
];
