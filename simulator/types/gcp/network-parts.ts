import { text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";
import { answer, NAME, path } from "./compute";

const NETWORK = "gcp:compute/network:Network";
const ROUTER = "gcp:compute/router:Router";
const GATEWAY = "gcp:compute/haVpnGateway:HaVpnGateway";
const PEER_GATEWAY = "gcp:compute/externalVpnGateway:ExternalVpnGateway";
const TUNNEL = "gcp:compute/vPNTunnel:VPNTunnel";

function region(request: CreateRequest): string {
  return text(request, "region", request.cloud.gcp.region);
}

function regional(request: CreateRequest, collection: string): string {
  return path(request, `regions/${region(request)}/${collection}`);
}

/** What belongs to a router is named under it. */
function underRouter(request: CreateRequest): string {
  return `${request.cloud.gcp.project}/${region(request)}/${text(request, "router")}/${request.physicalName}`;
}

/** Addresses from the block that RFC 5737 keeps for examples. */
function publicAddress(request: CreateRequest, salt: string): string {
  return `198.51.100.${Number(request.digits(2, "decimal", salt)) + 1}`;
}

/** Google Cloud's routers, NAT and VPN. */
export const gcpNetworkPartTypes: readonly TypeModel[] = [
  {
    type: ROUTER,
    nameProperty: "name",
    nameLimit: NAME,
    id: (request) => regional(request, "routers"),
    outputs: (request, id) => ({ ...answer(request, id), region: region(request) }),
    replaceOn: ["name", "project", "region", "network"],
    minutes: { create: 0.3, delete: 0.3 },
    references: { network: NETWORK },
  },
  {
    type: "gcp:compute/routerNat:RouterNat",
    nameProperty: "name",
    nameLimit: NAME,
    nameScope: "none",
    id: underRouter,
    outputs: (request) => ({ project: request.cloud.gcp.project, region: region(request), type: "PUBLIC" }),
    replaceOn: ["name", "project", "region", "router", "type"],
    minutes: { create: 0.4, delete: 0.4 },
    references: { router: ROUTER },
  },
  {
    type: GATEWAY,
    nameProperty: "name",
    nameLimit: NAME,
    id: (request) => regional(request, "vpnGateways"),
    outputs: (request, id) => ({
      ...answer(request, id),
      region: region(request),
      vpnInterfaces: [0, 1].map((index) => ({ id: index, ipAddress: publicAddress(request, `interface${index}`) })),
    }),
    replaceOn: ["name", "project", "region", "network", "stackType", "gatewayIpVersion"],
    minutes: { create: 0.4, delete: 0.4 },
    references: { network: NETWORK },
  },
  {
    type: PEER_GATEWAY,
    nameProperty: "name",
    nameLimit: NAME,
    nameScope: "account",
    id: (request) => path(request, "global/externalVpnGateways"),
    outputs: (request, id) => answer(request, id),
    replaceOn: ["name", "project", "redundancyType", "interfaces", "description"],
    minutes: { create: 0.2, delete: 0.2 },
  },
  {
    type: TUNNEL,
    nameProperty: "name",
    nameLimit: NAME,
    id: (request) => regional(request, "vpnTunnels"),
    outputs: (request, id) => ({
      ...answer(request, id),
      region: region(request),
      tunnelId: request.digits(19, "decimal"),
      detailedStatus: "Tunnel is up and running.",
    }),
    secretOutputs: ["sharedSecret"],
    replaceOn: [
      "name",
      "project",
      "region",
      "vpnGateway",
      "vpnGatewayInterface",
      "peerExternalGateway",
      "peerExternalGatewayInterface",
      "router",
      "ikeVersion",
      "sharedSecret",
      "cipherSuite",
    ],
    minutes: { create: 0.5, delete: 0.5 },
    references: { vpnGateway: GATEWAY, peerExternalGateway: PEER_GATEWAY, router: ROUTER },
  },
  {
    type: "gcp:compute/routerInterface:RouterInterface",
    nameProperty: "name",
    nameLimit: NAME,
    nameScope: "none",
    id: underRouter,
    outputs: (request) => ({ project: request.cloud.gcp.project, region: region(request), ipVersion: "IPV4" }),
    replaceOn: ["name", "project", "region", "router", "vpnTunnel", "ipRange"],
    minutes: { create: 0.2, delete: 0.2 },
    references: { router: ROUTER, vpnTunnel: TUNNEL },
  },
  {
    type: "gcp:compute/routerPeer:RouterPeer",
    nameProperty: "name",
    nameLimit: NAME,
    nameScope: "none",
    id: underRouter,
    outputs: (request) => ({
      project: request.cloud.gcp.project,
      region: region(request),
      managementType: "MANAGED_BY_USER",
    }),
    replaceOn: ["name", "project", "region", "router", "interface"],
    minutes: { create: 0.2, delete: 0.2 },
    references: { router: ROUTER },
  },
];
