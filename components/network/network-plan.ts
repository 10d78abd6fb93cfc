import { Faults } from "../core/faults";
import { parseBlock } from "./cidr";
import { planInterfaceEndpoints } from "./endpoint-services";
import type { FlowLogArgs, GatewayService, NatMode, NetworkArgs } from "./network-args";
import { checkNetwork, regionOf } from "./network-checks";
import {
  type AllocatedSubnet,
  allocateSubnets,
  IPV6_SUBNETS_PER_TIER_AND_ZONE,
  largestPrefix,
  TIERS,
  type Tier,
  zoneIndex,
} from "./subnet-allocator";

/** The values of the arguments that have a default. */
export const NETWORK_DEFAULTS = {
  tiers: { public: {}, private: {} },
  nat: "perZone",
  gatewayEndpoints: ["s3", "dynamodb"],
  readableBuckets: [],
  connectedCidrs: [],
  interfaceEndpoints: [],
  ipv6: false,
} as const satisfies Partial<NetworkArgs>;

/** The values of the flow logs' arguments that have a default. */
export const FLOW_LOG_DEFAULTS = {
  retentionDays: 365,
  traffic: "ALL",
  aggregationSeconds: 600,
} as const satisfies FlowLogArgs;

/** A subnet as it will be made. */
export interface PlannedSubnet extends AllocatedSubnet {
  /** Which /64 of the VPC's /56 it takes, 0 to 255. */
  readonly ipv6Index: number;
}

/** An interface endpoint as it will be made. */
export interface PlannedEndpoint {
  /** Short name with hyphens, for logical names: `ecr-api`. */
  readonly key: string;
  /** `com.amazonaws.us-east-1.ecr.api`. */
  readonly serviceName: string;
}

/** Everything that decides which resources a network has, with every default filled in. */
export interface NetworkPlan {
  readonly cidrBlock: string;
  readonly region: string;
  readonly zones: readonly string[];
  readonly subnets: readonly PlannedSubnet[];
  readonly nat: NatMode;
  /** Zones that have a NAT gateway of their own. */
  readonly natZones: readonly string[];
  readonly internet: boolean;
  readonly ipv6: boolean;
  readonly gatewayEndpoints: readonly GatewayService[];
  readonly readableBuckets: readonly string[];
  readonly connectedCidrs: readonly string[];
  readonly interfaceEndpoints: readonly PlannedEndpoint[];
  /** Names of the subnets that hold the interface endpoints: one per zone, as EC2 demands. */
  readonly endpointSubnets: readonly string[];
  readonly flowLogs: Required<FlowLogArgs> | undefined;
  /** Whether private subnets keep room for the blocks of pods. */
  readonly podReservations: boolean;
}

/**
 * Checks the arguments and decides what the network consists of.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planNetwork(name: string, args: NetworkArgs): NetworkPlan {
  const faults = new Faults("Network", name);
  const resolved = resolve(args);
  checkNetwork(faults, resolved);
  const region = regionOf(args.zones[0] ?? "");
  const interfaceEndpoints = planInterfaceEndpoints(faults, resolved.interfaceEndpoints, region);
  faults.throwIfAny();
  const { nat, subnets, ipv6 } = resolved;
  return {
    ...resolved,
    region,
    subnets: withIpv6Indices(subnets),
    natZones: natZones(nat, args.zones, subnets),
    internet: nat !== "none" || subnets.some(({ tier }) => tier === "public"),
    ipv6,
    interfaceEndpoints,
    endpointSubnets: interfaceEndpoints.length === 0 ? [] : endpointSubnets(args.zones, subnets),
  };
}

/** The arguments with their defaults, not yet checked. */
export type ResolvedNetwork = Omit<
  NetworkPlan,
  "endpointSubnets" | "interfaceEndpoints" | "internet" | "natZones" | "region" | "subnets"
> & {
  readonly args: NetworkArgs;
  readonly subnets: readonly AllocatedSubnet[];
  readonly prefixes: Readonly<Partial<Record<Tier, number>>>;
  readonly interfaceEndpoints: readonly string[];
};

function resolve(args: NetworkArgs): ResolvedNetwork {
  const prefixes = args.subnets === undefined ? tierPrefixes(args) : {};
  return {
    args,
    cidrBlock: args.cidrBlock,
    zones: args.zones,
    prefixes,
    subnets: args.subnets === undefined ? derivedSubnets(args, prefixes) : explicitSubnets(args.subnets),
    nat: args.nat ?? NETWORK_DEFAULTS.nat,
    ipv6: args.ipv6 ?? NETWORK_DEFAULTS.ipv6,
    gatewayEndpoints: args.gatewayEndpoints ?? NETWORK_DEFAULTS.gatewayEndpoints,
    readableBuckets: args.readableBuckets ?? NETWORK_DEFAULTS.readableBuckets,
    connectedCidrs: args.connectedCidrs ?? NETWORK_DEFAULTS.connectedCidrs,
    interfaceEndpoints: args.interfaceEndpoints ?? NETWORK_DEFAULTS.interfaceEndpoints,
    podReservations: args.podReservations ?? args.clusterName !== undefined,
    flowLogs: args.flowLogs === false ? undefined : { ...FLOW_LOG_DEFAULTS, ...args.flowLogs },
  };
}

function tierPrefixes(args: NetworkArgs): Partial<Record<Tier, number>> {
  const tiers: NonNullable<NetworkArgs["tiers"]> = args.tiers ?? NETWORK_DEFAULTS.tiers;
  const vpc = parseBlock(args.cidrBlock);
  return Object.fromEntries(
    TIERS.flatMap((tier) => {
      const wanted = tiers[tier];
      return wanted === undefined ? [] : [[tier, wanted.prefix ?? largestPrefix(vpc?.prefix ?? 0, tier)]];
    }),
  );
}

/** None where the VPC's block cannot be read: that is a fault of its own. */
function derivedSubnets(args: NetworkArgs, prefixes: Partial<Record<Tier, number>>): readonly AllocatedSubnet[] {
  const vpc = parseBlock(args.cidrBlock);
  return vpc === undefined ? [] : allocateSubnets(vpc, args.zones, prefixes);
}

function explicitSubnets(subnets: NonNullable<NetworkArgs["subnets"]>): readonly AllocatedSubnet[] {
  return Object.entries(subnets).map(([name, { cidr, zone, tier }]) => ({ name, cidr, zone, tier }));
}

/** Places by zone and tier, then in the order given: appending a subnet, a zone or a tier moves nothing. */
function withIpv6Indices(subnets: readonly AllocatedSubnet[]): readonly PlannedSubnet[] {
  return subnets.map((subnet, index) => {
    const earlier = subnets.slice(0, index).filter(({ tier, zone }) => tier === subnet.tier && zone === subnet.zone);
    const group = zoneIndex(subnet.zone) * (TIERS.length + 1) + TIERS.indexOf(subnet.tier);
    return { ...subnet, ipv6Index: group * IPV6_SUBNETS_PER_TIER_AND_ZONE + earlier.length };
  });
}

function natZones(nat: NatMode, zones: readonly string[], subnets: readonly AllocatedSubnet[]): readonly string[] {
  const having = (tier: Tier) => zones.filter((zone) => subnets.some((one) => one.zone === zone && one.tier === tier));
  switch (nat) {
    case "perZone":
      return having("private");
    case "single":
      return having("public").slice(0, 1);
    default:
      return [];
  }
}

/** The first private subnet of each zone; isolated ones where the network has no private tier. */
function endpointSubnets(zones: readonly string[], subnets: readonly AllocatedSubnet[]): readonly string[] {
  const tier = subnets.some((subnet) => subnet.tier === "private") ? "private" : "isolated";
  return zones.flatMap((zone) => {
    const first = subnets.find((subnet) => subnet.zone === zone && subnet.tier === tier);
    return first === undefined ? [] : [first.name];
  });
}
