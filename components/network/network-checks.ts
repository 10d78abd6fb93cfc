import type { Faults } from "../core/faults";
import { parseBlock } from "./cidr";
import type { ResolvedNetwork } from "./network-plan";
import { checkOverlap } from "./peering-plan";
import { isNodeSubnet, POD_BLOCK_PREFIX, podBlocksOf } from "./pod-blocks";
import { IPV6_SUBNETS_PER_TIER_AND_ZONE, type Tier, ZONE_LETTERS } from "./subnet-allocator";
import { checkBlock, checkSubnets, checkTiers } from "./subnet-checks";

/**
 * Zones that a network spans: two, so that one can fail; six, the most that a region has (us-east-1; from memory,
 * recheck before release).
 */
export const ZONE_COUNT = { min: 2, max: 6 } as const;

/** Days that CloudWatch Logs accepts as retention (API reference, `PutRetentionPolicy`, read 2026-11). */
const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const GATEWAY_SERVICES: readonly string[] = ["s3", "dynamodb"];
const NAT_MODES: readonly string[] = ["none", "single", "perZone", "regional"];
const ZONE_PATTERN = new RegExp(`^[a-z]{2,}(-[a-z]+)+-\\d+[${ZONE_LETTERS}]$`);
/** Bucket naming rules (S3 user guide, read 2026-11). */
const BUCKET_PATTERN = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** `us-east-1a` → `us-east-1`. */
export function regionOf(zone: string): string {
  return zone.replace(/[a-z]$/, "");
}

/** Finds everything wrong with a network's arguments. */
export function checkNetwork(faults: Faults, network: ResolvedNetwork): void {
  const vpc = checkBlock(faults, "cidrBlock", network.cidrBlock);
  checkZones(faults, network.zones);
  if (network.args.subnets === undefined) {
    checkTiers(faults, network, vpc);
  } else {
    checkSubnets(faults, network, vpc);
  }
  checkConnected(faults, network);
  checkNat(faults, network);
  checkEndpoints(faults, network);
  checkIpv6(faults, network);
  checkFlowLogs(faults, network);
  checkClusterName(faults, network);
  checkPodReservations(faults, network);
}

function checkPodReservations(faults: Faults, { args, subnets }: ResolvedNetwork): void {
  const small = subnets.filter((subnet) => {
    const block = parseBlock(subnet.cidr);
    return isNodeSubnet(subnet) && block !== undefined && podBlocksOf(block) === 0;
  });
  faults.check(args.podReservations !== true || small.length === 0, {
    property: "podReservations",
    given: small.map(({ name, cidr }) => `${name} ${cidr}`),
    allowed: `private subnets of /${POD_BLOCK_PREFIX - 2} or larger`,
    fix: "enlarge them, or leave podReservations out",
  });
}

function checkConnected(faults: Faults, { cidrBlock, connectedCidrs }: ResolvedNetwork): void {
  for (const [index, cidr] of connectedCidrs.entries()) {
    const property = `connectedCidrs[${index}]`;
    if (checkBlock(faults, property, cidr) !== undefined) {
      faults.addAll(checkOverlap(property, cidr, cidrBlock));
    }
  }
}

function checkZones(faults: Faults, zones: readonly string[]): void {
  faults.check(zones.length >= ZONE_COUNT.min && zones.length <= ZONE_COUNT.max, {
    property: "zones",
    given: zones,
    allowed: `${ZONE_COUNT.min} to ${ZONE_COUNT.max} zones`,
    fix: zones.length < ZONE_COUNT.min ? "add a zone of the same region" : "take zones away",
  });
  const region = regionOf(zones[0] ?? "");
  for (const [index, zone] of zones.entries()) {
    const property = `zones[${index}]`;
    const readable = faults.check(ZONE_PATTERN.test(zone), {
      property,
      given: zone,
      allowed: "a zone's name, such as us-east-1a (neither an id such as use1-az1 nor a local zone)",
      fix: "write the name as the EC2 console shows it",
    });
    if (readable) {
      faults.check(regionOf(zone) === region, {
        property,
        given: zone,
        allowed: `a zone of ${region}, as the first one is`,
        fix: "keep to one region; a second region is a second network",
      });
    }
    faults.check(zones.indexOf(zone) === index, {
      property,
      given: zone,
      allowed: "each zone once",
      fix: "delete the repetition",
    });
  }
}

function checkNat(faults: Faults, { nat, subnets, zones }: ResolvedNetwork): void {
  const zonesOf = (tier: Tier) => zones.filter((zone) => subnets.some((one) => one.tier === tier && one.zone === zone));
  const known = faults.check(NAT_MODES.includes(nat), {
    property: "nat",
    given: nat,
    allowed: NAT_MODES.join(", "),
    fix: "choose one of these",
  });
  if (!known || nat === "none" || subnets.length === 0) {
    return;
  }
  faults.check(zonesOf("private").length > 0, {
    property: "nat",
    given: nat,
    allowed: '"none" in a network without private subnets',
    fix: 'set nat to "none", or add private subnets',
  });
  const publicZones = zonesOf("public");
  const wanting = nat === "perZone" ? zonesOf("private").filter((zone) => !publicZones.includes(zone)) : [];
  const missing = nat === "single" && publicZones.length === 0 ? zones.slice(0, 1) : wanting;
  faults.check(missing.length === 0, {
    property: "nat",
    given: nat,
    allowed: "a public subnet in every zone with a NAT gateway",
    fix: `add a public subnet in ${missing.join(", ")}, or choose another nat mode`,
  });
}

function checkEndpoints(faults: Faults, network: ResolvedNetwork): void {
  for (const [index, service] of network.gatewayEndpoints.entries()) {
    faults.check(GATEWAY_SERVICES.includes(service) && network.gatewayEndpoints.indexOf(service) === index, {
      property: `gatewayEndpoints[${index}]`,
      given: service,
      allowed: `${GATEWAY_SERVICES.join(" and ")}, each once`,
      fix: "use interfaceEndpoints for other services, and delete repetitions",
    });
  }
  for (const [index, bucket] of network.readableBuckets.entries()) {
    faults.check(BUCKET_PATTERN.test(bucket), {
      property: `readableBuckets[${index}]`,
      given: bucket,
      allowed: "a bucket's name: no ARN, no wildcard",
      fix: "write the name alone",
    });
  }
  const inside = network.subnets.some(({ tier }) => tier !== "public");
  faults.check(network.interfaceEndpoints.length === 0 || inside || network.subnets.length === 0, {
    property: "interfaceEndpoints",
    given: network.interfaceEndpoints,
    allowed: "interface endpoints in private or isolated subnets",
    fix: "add such subnets, or delete the endpoints",
  });
}

function checkIpv6(faults: Faults, { ipv6, subnets }: ResolvedNetwork): void {
  if (!ipv6 || subnets.length === 0) {
    return;
  }
  faults.check(
    subnets.some(({ tier }) => tier !== "isolated"),
    {
      property: "ipv6",
      given: ipv6,
      allowed: "IPv6 in a network with public or private subnets, because isolated ones have no route out",
      fix: "add a public or private subnet, or leave ipv6 out",
    },
  );
  const groups = new Map<string, number>();
  for (const { tier, zone } of subnets) {
    groups.set(`${tier} in ${zone}`, (groups.get(`${tier} in ${zone}`) ?? 0) + 1);
  }
  for (const [group, count] of groups) {
    faults.check(count <= IPV6_SUBNETS_PER_TIER_AND_ZONE, {
      property: "ipv6",
      given: `${count} subnets ${group}`,
      allowed: `up to ${IPV6_SUBNETS_PER_TIER_AND_ZONE} subnets of one tier in one zone with IPv6`,
      fix: "merge subnets, or leave ipv6 out",
    });
  }
}

function checkFlowLogs(faults: Faults, { flowLogs }: ResolvedNetwork): void {
  if (flowLogs === undefined) {
    return;
  }
  faults.check(RETENTION_DAYS.includes(flowLogs.retentionDays), {
    property: "flowLogs.retentionDays",
    given: flowLogs.retentionDays,
    allowed: `one of ${RETENTION_DAYS.join(", ")}`,
    fix: "choose the next longer one",
  });
  faults.check([60, 600].includes(flowLogs.aggregationSeconds), {
    property: "flowLogs.aggregationSeconds",
    given: flowLogs.aggregationSeconds,
    allowed: "60 or 600",
    fix: "choose one of the two",
  });
}

function checkClusterName(faults: Faults, { args }: ResolvedNetwork): void {
  faults.check(args.clusterName === undefined || /^[0-9A-Za-z][\w-]{0,99}$/.test(args.clusterName), {
    property: "clusterName",
    given: args.clusterName,
    allowed: "an EKS cluster's name: up to 100 letters, digits, hyphens and underscores",
    fix: "write the cluster's name, or leave it out",
  });
}
