import { type Fault, Faults } from "../core";
import { checkProject, type GcpProject } from "../pipeline/gcp-project";
import { type Block, hasHostBits, parseBlock } from "./cidr";

/** Prefix lengths of a subnetwork's primary range (VPC documentation, "Subnets", read 2026-11: /29 at the smallest). */
export const SUBNETWORK_PREFIX = { min: 8, max: 29 } as const;
/** Addresses that are nobody's on the internet (RFC 1918). */
const PRIVATE_BLOCKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(parseBlock);

/**
 * Addresses under which Google's APIs answer callers without a public address, and only services that VPC Service Controls
 * can hold ("Private Google Access", read 2026-11).
 */
export const RESTRICTED_APIS = {
  cidr: "199.36.153.4/30",
  host: "restricted.googleapis.com.",
  addresses: ["199.36.153.4", "199.36.153.5", "199.36.153.6", "199.36.153.7"],
} as const;

/** The block from which Cloud DNS asks name servers of other networks ("Forwarding zones", read 2026-11). */
export const CLOUD_DNS_SOURCE = "35.199.192.0/19";

/** Services that a network uses, by their short names. */
export const GCP_NETWORK_SERVICES: readonly string[] = ["compute", "dns"];

/** The last rules that a firewall looks at, before those that Google implies. */
export const LAST_PRIORITY = 65_000;

/** What the plan looks at. */
export interface GcpNetworkShape {
  readonly gcp: GcpProject;
  readonly cidr?: string;
  readonly nat?: boolean;
  readonly flowSampling?: number;
}

/** The values of the arguments that have a default. */
export const GCP_NETWORK_DEFAULTS = {
  cidr: "10.30.0.0/20",
  nat: true,
  flowSampling: 0.5,
} as const satisfies Partial<GcpNetworkShape>;

/** The arguments with every default filled in. */
export type GcpNetworkPlan = Required<GcpNetworkShape>;

/** Checks the arguments and fills in the defaults. @throws {pulumi.InputPropertiesError} with every fault */
export function planGcpNetwork(name: string, args: GcpNetworkShape): GcpNetworkPlan {
  const plan = {
    gcp: args.gcp,
    cidr: args.cidr ?? GCP_NETWORK_DEFAULTS.cidr,
    nat: args.nat ?? GCP_NETWORK_DEFAULTS.nat,
    flowSampling: args.flowSampling ?? GCP_NETWORK_DEFAULTS.flowSampling,
  };
  const faults = new Faults("GcpNetwork", name);
  checkProject(faults, plan.gcp);
  faults.addAll(checkSubnetwork(plan.cidr));
  faults.check(plan.flowSampling > 0 && plan.flowSampling <= 1, {
    property: "flowSampling",
    given: plan.flowSampling,
    allowed: "a share above 0 and up to 1",
    fix: "choose how much of the traffic is recorded; nothing at all is no choice",
  });
  faults.throwIfAny();
  return plan;
}

function checkSubnetwork(cidr: string): readonly Fault[] {
  const block = parseBlock(cidr);
  const { min, max } = SUBNETWORK_PREFIX;
  const fits = block !== undefined && !hasHostBits(block) && block.prefix >= min && block.prefix <= max;
  return fits && isPrivate(block)
    ? []
    : [
        {
          property: "cidr",
          given: cidr,
          allowed: `a private IPv4 block from /${min} to /${max}, such as ${GCP_NETWORK_DEFAULTS.cidr}`,
          fix: "choose a private block that no connected network uses",
        },
      ];
}

function isPrivate(block: Block): boolean {
  return PRIVATE_BLOCKS.some(
    (outer) =>
      outer !== undefined && block.start >= outer.start && block.start + block.size <= outer.start + outer.size,
  );
}

/** A connection that a caller may open: where to, and on which TCP ports. */
export interface GcpEgress {
  /** Block in CIDR notation: `10.20.0.0/16`. */
  readonly cidr: string;
  /** TCP ports; at least one. */
  readonly ports: readonly number[];
}

/** Checks one connection. @throws {pulumi.InputPropertiesError} with every fault */
export function checkEgress(name: string, egress: GcpEgress): void {
  const faults = new Faults("GcpNetwork", name, "connection");
  const block = parseBlock(egress.cidr);
  faults.check(block !== undefined && !hasHostBits(block), {
    property: "cidr",
    given: egress.cidr,
    allowed: "a block in CIDR notation, such as 10.20.0.0/16",
    fix: "name the block in which the listener stands",
  });
  const valid = egress.ports.every((port) => Number.isInteger(port) && port >= 1 && port <= 65_535);
  faults.check(egress.ports.length > 0 && valid, {
    property: "ports",
    given: egress.ports,
    allowed: "at least one TCP port from 1 to 65535",
    fix: "name the listener's port",
  });
  faults.throwIfAny();
}
