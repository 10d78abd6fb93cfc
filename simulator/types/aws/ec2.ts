import { number, regionalArn, text } from "../../arn";
import type { CreateRequest, PlainObject, TypeModel } from "../../model";
import { refusesInternetGateway, refusesReservation, refusesSubnet } from "./ec2-refusals";

/** Hexadecimal digits of a VPC resource's id: `vpc-0a1b2c3d4e5f67890`, the first always zero. */
const ID_DIGITS = 16;
const QUOTAS = "Amazon EC2 API, CreateSecurityGroup, read 2026-11";

function idWith(prefix: string, salt?: string): (request: CreateRequest) => string {
  return (request) => `${prefix}-0${request.digits(ID_DIGITS, "hex", salt)}`;
}

/** What most VPC resources answer with: their ARN, their owner and their region. */
function owned(kind: string): (request: CreateRequest, id: string) => PlainObject {
  return (request, id) => ({
    arn: regionalArn(request, "ec2", `${kind}/${id}`),
    ownerId: request.cloud.aws.accountId,
    region: request.cloud.aws.region,
  });
}

/** An allocation's address, out of the documentation's network (RFC 5737), of which nobody is the owner. */
function publicAddress(allocationId: string): string {
  return `198.51.100.${(Number.parseInt(allocationId.slice(-4), 16) % 254) + 1}`;
}

/** A VPC's default security group, which the type that adopts it knows only by the VPC's id. */
function defaultGroupId(vpcId: string): string {
  return `sg-0${[...vpcId.slice(-ID_DIGITS)].reverse().join("")}`;
}

/** The IPv6 block that AWS would assign: a /56 inside the documentation's network (RFC 3849). */
function ipv6Block(request: CreateRequest): string {
  return `2001:db8:${request.digits(4, "hex", "ipv6-high")}:${request.digits(2, "hex", "ipv6-low")}00::/56`;
}

/** `use1-az1`: in the account that is simulated, zone letters and zone numbers go together. */
function zoneId(zone: string): string {
  const [area = "", direction = "", place = ""] = zone.split("-");
  const number = zone.charCodeAt(zone.length - 1) - "a".charCodeAt(0) + 1;
  return `${area}${direction.charAt(0)}${place.charAt(0)}-az${number}`;
}

/** Prefix lists of the gateway endpoints in us-east-1; other regions have other ids of the same shape. */
function prefixListId(request: CreateRequest): string | undefined {
  const service = text(request, "serviceName").split(".").at(-1);
  const known: Readonly<Record<string, string>> = { s3: "pl-63a5400a", dynamodb: "pl-02cd2c6b" };
  return text(request, "vpcEndpointType", "Gateway") === "Gateway" ? known[service ?? ""] : undefined;
}

/** A VPC and what comes with it: the default ACL, group and route table, which other types adopt. */
const VPC: TypeModel = {
  type: "aws:ec2/vpc:Vpc",
  id: idWith("vpc"),
  outputs: (request, id) => ({
    ...owned("vpc")(request, id),
    defaultNetworkAclId: idWith("acl", "default")(request),
    defaultRouteTableId: idWith("rtb", "main")(request),
    defaultSecurityGroupId: defaultGroupId(id),
    dhcpOptionsId: idWith("dopt", "default")(request),
    mainRouteTableId: idWith("rtb", "main")(request),
    ...(request.inputs["assignGeneratedIpv6CidrBlock"] === true
      ? { ipv6CidrBlock: ipv6Block(request), ipv6AssociationId: idWith("vpc-cidr-assoc", "ipv6")(request) }
      : {}),
  }),
  replaceOn: ["cidrBlock", "ipv4IpamPoolId", "region"],
  minutes: { create: 0.2, delete: 0.1 },
};

const SUBNETS_AND_GATEWAYS: readonly TypeModel[] = [
  {
    type: "aws:ec2/subnet:Subnet",
    id: idWith("subnet"),
    outputs: (request, id) => ({
      ...owned("subnet")(request, id),
      availabilityZone: text(request, "availabilityZone", `${request.cloud.aws.region}a`),
      availabilityZoneId: zoneId(text(request, "availabilityZone", `${request.cloud.aws.region}a`)),
    }),
    replaceOn: ["availabilityZone", "availabilityZoneId", "cidrBlock", "vpcId"],
    minutes: { create: 0.2, delete: 0.2 },
    refuses: refusesSubnet,
    references: { vpcId: "aws:ec2/vpc:Vpc" },
  },
  {
    type: "aws:ec2/subnetCidrReservation:SubnetCidrReservation",
    id: idWith("scr"),
    outputs: (request) => ({ ownerId: request.cloud.aws.accountId, region: request.cloud.aws.region }),
    replaceOn: ["cidrBlock", "description", "reservationType", "subnetId"],
    refuses: refusesReservation,
    references: { subnetId: "aws:ec2/subnet:Subnet" },
  },
  {
    type: "aws:ec2/internetGateway:InternetGateway",
    id: idWith("igw"),
    outputs: owned("internet-gateway"),
    minutes: { create: 0.1, delete: 0.3 },
    refuses: refusesInternetGateway,
    references: { vpcId: "aws:ec2/vpc:Vpc" },
  },
  {
    type: "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    id: (request) => `eigw-0${request.digits(ID_DIGITS)}`,
    replaceOn: ["vpcId"],
    references: { vpcId: "aws:ec2/vpc:Vpc" },
  },
  {
    type: "aws:ec2/eip:Eip",
    id: idWith("eipalloc"),
    outputs: (request, id) => {
      const address = publicAddress(id);
      return {
        arn: regionalArn(request, "ec2", `elastic-ip/${id}`),
        allocationId: id,
        publicIp: address,
        publicDns: `ec2-${address.replaceAll(".", "-")}.compute-1.amazonaws.com`,
      };
    },
    replaceOn: ["domain", "publicIpv4Pool"],
    minutes: { create: 0.1 },
  },
  {
    type: "aws:ec2/natGateway:NatGateway",
    id: (request) => (isRegional(request) ? idWith("nat", "regional")(request) : idWith("nat")(request)),
    outputs: (request) =>
      isRegional(request)
        ? { routeTableId: idWith("rtb", "regional")(request), autoProvisionZones: "enabled", autoScalingIps: "enabled" }
        : { networkInterfaceId: idWith("eni")(request), publicIp: publicAddress(text(request, "allocationId")) },
    replaceOn: ["allocationId", "availabilityMode", "connectivityType", "privateIp", "subnetId", "vpcId"],
    minutes: { create: 2, delete: 1 },
    references: {
      allocationId: "aws:ec2/eip:Eip",
      subnetId: "aws:ec2/subnet:Subnet",
      vpcId: "aws:ec2/vpc:Vpc",
    },
  },
];

function isRegional(request: CreateRequest): boolean {
  return text(request, "availabilityMode", "zonal") === "regional";
}

const ROUTING: readonly TypeModel[] = [
  {
    type: "aws:ec2/routeTable:RouteTable",
    id: idWith("rtb"),
    outputs: owned("route-table"),
    replaceOn: ["vpcId"],
    references: { vpcId: "aws:ec2/vpc:Vpc" },
  },
  {
    type: "aws:ec2/route:Route",
    id: (request) => `r-${text(request, "routeTableId")}${request.digits(10, "decimal")}`,
    outputs: () => ({ origin: "CreateRoute", state: "active" }),
    replaceOn: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
    references: {
      routeTableId: "aws:ec2/routeTable:RouteTable",
      natGatewayId: "aws:ec2/natGateway:NatGateway",
      egressOnlyGatewayId: "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    },
  },
  {
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    id: idWith("rtbassoc"),
    replaceOn: ["subnetId", "gatewayId"],
    references: { routeTableId: "aws:ec2/routeTable:RouteTable", subnetId: "aws:ec2/subnet:Subnet" },
  },
];

const FENCES: readonly TypeModel[] = [
  {
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    id: (request) => defaultGroupId(text(request, "vpcId")),
    outputs: (request, id) => ({
      ...owned("security-group")(request, id),
      name: "default",
      description: "default VPC security group",
    }),
    replaceOn: ["vpcId"],
    references: { vpcId: "aws:ec2/vpc:Vpc" },
  },
  {
    type: "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    id: (request) => text(request, "defaultNetworkAclId"),
    outputs: owned("network-acl"),
    replaceOn: ["defaultNetworkAclId"],
  },
  {
    type: "aws:ec2/networkAcl:NetworkAcl",
    id: idWith("acl"),
    outputs: owned("network-acl"),
    replaceOn: ["vpcId"],
    references: { vpcId: "aws:ec2/vpc:Vpc", subnetIds: "aws:ec2/subnet:Subnet" },
  },
  {
    type: "aws:ec2/networkAclRule:NetworkAclRule",
    id: (request) => `nacl-${request.digits(10, "decimal")}`,
    replaceOn: ["networkAclId", "ruleNumber", "egress", "protocol", "cidrBlock", "ipv6CidrBlock", "ruleAction"],
    references: { networkAclId: "aws:ec2/networkAcl:NetworkAcl" },
  },
  {
    type: "aws:ec2/networkAclAssociation:NetworkAclAssociation",
    id: idWith("aclassoc"),
    references: { networkAclId: "aws:ec2/networkAcl:NetworkAcl", subnetId: "aws:ec2/subnet:Subnet" },
  },
  {
    type: "aws:ec2/securityGroup:SecurityGroup",
    nameProperty: "name",
    nameLimit: { max: 255, pattern: /^[\w .:/()#,@[\]+=&;{}!$*-]+$/, source: QUOTAS },
    nameScope: "none",
    id: idWith("sg"),
    outputs: owned("security-group"),
    replaceOn: ["description", "name", "namePrefix", "vpcId"],
    references: { vpcId: "aws:ec2/vpc:Vpc" },
  },
  {
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    id: (request) => `sgrule-${request.digits(10, "decimal")}`,
    outputs: (request) => ({ securityGroupRuleId: idWith("sgr")(request) }),
    replaceOn: ["cidrBlocks", "fromPort", "protocol", "securityGroupId", "sourceSecurityGroupId", "toPort", "type"],
    references: {
      securityGroupId: "aws:ec2/securityGroup:SecurityGroup",
      sourceSecurityGroupId: "aws:ec2/securityGroup:SecurityGroup",
    },
  },
  ...["Ingress", "Egress"].map(
    (direction): TypeModel => ({
      type: `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
      id: idWith("sgr"),
      outputs: (request, id) => ({
        arn: regionalArn(request, "ec2", `security-group-rule/${id}`),
        securityGroupRuleId: id,
      }),
      replaceOn: ["securityGroupId"],
      references: {
        securityGroupId: "aws:ec2/securityGroup:SecurityGroup",
        referencedSecurityGroupId: "aws:ec2/securityGroup:SecurityGroup",
      },
    }),
  ),
];

const ENDPOINTS_AND_LOGS: readonly TypeModel[] = [
  {
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    id: idWith("vpce"),
    outputs: (request, id) => {
      const list = prefixListId(request);
      return {
        ...owned("vpc-endpoint")(request, id),
        state: "available",
        requesterManaged: false,
        ...(list === undefined ? interfaceOutputs(request, id) : { prefixListId: list }),
      };
    },
    replaceOn: ["serviceName", "vpcEndpointType", "vpcId"],
    minutes: { create: 1, delete: 1 },
    references: {
      vpcId: "aws:ec2/vpc:Vpc",
      subnetIds: "aws:ec2/subnet:Subnet",
      securityGroupIds: "aws:ec2/securityGroup:SecurityGroup",
      routeTableIds: "aws:ec2/routeTable:RouteTable",
    },
  },
  {
    type: "aws:ec2/flowLog:FlowLog",
    id: idWith("fl"),
    outputs: (request, id) => ({
      arn: regionalArn(request, "ec2", `vpc-flow-log/${id}`),
      maxAggregationInterval: number(request, "maxAggregationInterval", 600),
    }),
    replaceOn: [
      "iamRoleArn",
      "logDestination",
      "logDestinationType",
      "logFormat",
      "maxAggregationInterval",
      "subnetId",
      "trafficType",
      "vpcId",
    ],
    references: { vpcId: "aws:ec2/vpc:Vpc", iamRoleArn: "aws:iam/role:Role" },
  },
];

/** One network interface per subnet, and the endpoint's own name in DNS. */
function interfaceOutputs(request: CreateRequest, id: string): PlainObject {
  const subnets = request.inputs["subnetIds"];
  const service = text(request, "serviceName").split(".").at(-1) ?? "";
  return {
    networkInterfaceIds: Array.isArray(subnets) ? subnets.map((_, index) => idWith("eni", `${index}`)(request)) : [],
    dnsEntries: [
      {
        dnsName: `${id}-${request.digits(8, "alphanumeric", "dns")}.${service}.${request.cloud.aws.region}.vpce.amazonaws.com`,
        hostedZoneId: `Z${request.digits(13, "decimal", "zone")}`,
      },
    ],
  };
}

/** Amazon VPC: networks, gateways, routes, fences, endpoints and flow logs. */
export const ec2Types: readonly TypeModel[] = [
  VPC,
  ...SUBNETS_AND_GATEWAYS,
  ...ROUTING,
  ...FENCES,
  ...ENDPOINTS_AND_LOGS,
];
