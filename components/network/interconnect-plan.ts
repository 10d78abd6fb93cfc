import { checkLogRetention, checkLogsKey, Faults, type KeyWithServices } from "../core";
import { hasHostBits, parseBlock } from "./cidr";
import { checkOverlap } from "./peering-plan";
import type { AwsVpnPlan } from "./vpn-aws";
import { PRIVATE_ASN, planInstance } from "./vpn-plan";

/** Fewest addresses of a resolver's endpoint (Route 53 API reference, `CreateResolverEndpoint`, read 2026-11). */
const RESOLVER_SUBNETS = { min: 2, max: 6 } as const;
/** The number that Google keeps for its own side of Interconnect attachments ("Cloud Router overview", read 2026-11). */
const GOOGLE_RESERVED_ASN = 16_550;

/** What the plan looks at. */
export interface InterconnectShape {
  readonly key: KeyWithServices;
  readonly aws: { readonly cidrBlock: string; readonly routeTableIds: Readonly<Record<string, unknown>> };
  readonly gcp: { readonly cidr: string };
  readonly asn?: { readonly aws: number; readonly gcp: number };
  readonly dns?: { readonly subnetIds: readonly unknown[]; readonly domains: Readonly<Record<string, string>> };
  readonly logRetentionDays?: number;
}

/** The arguments with every default filled in. */
export interface InterconnectPlan {
  readonly asn: { readonly aws: number; readonly gcp: number };
  /** What AWS has to know: two public addresses at Google, two tunnels for each. */
  readonly aws: AwsVpnPlan;
}

/** The values of the arguments that have a default. */
export const INTERCONNECT_DEFAULTS = {
  asn: { aws: 64_512, gcp: 65_020 },
  logRetentionDays: 90,
} as const satisfies Partial<InterconnectShape>;

/**
 * Checks the address ranges against each other, and numbers the tunnels.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planInterconnect(name: string, args: InterconnectShape): InterconnectPlan {
  const asn = args.asn ?? INTERCONNECT_DEFAULTS.asn;
  const logRetentionDays = args.logRetentionDays ?? INTERCONNECT_DEFAULTS.logRetentionDays;
  const faults = new Faults("CloudInterconnect", name);
  checkRanges(faults, args.aws.cidrBlock, args.gcp.cidr);
  checkNumbers(faults, asn);
  checkDns(faults, args.dns);
  checkLogsKey(faults, args.key);
  checkLogRetention(faults, logRetentionDays);
  faults.check(Object.keys(args.aws.routeTableIds).length > 0, {
    property: "aws.routeTableIds",
    given: {},
    allowed: "at least one route table",
    fix: "name the route tables of the private subnets that reach Google Cloud",
  });
  faults.throwIfAny();
  const instances = ["a", "b"].map(planInstance);
  return { asn, aws: { asn: { aws: asn.aws, peer: asn.gcp }, instances, logRetentionDays } };
}

function checkRanges(faults: Faults, awsCidr: string, gcpCidr: string): void {
  const block = parseBlock(awsCidr);
  faults.check(block !== undefined && !hasHostBits(block), {
    property: "aws.cidrBlock",
    given: awsCidr,
    allowed: "the VPC's IPv4 block, such as 10.20.0.0/16",
    fix: "write the block as the VPC has it",
  });
  faults.addAll(checkOverlap("aws.cidrBlock", awsCidr, gcpCidr));
}

function checkNumbers(faults: Faults, asn: InterconnectPlan["asn"]): void {
  for (const side of ["aws", "gcp"] as const) {
    const given = asn[side];
    const valid = Number.isInteger(given) && given >= PRIVATE_ASN.min && given <= PRIVATE_ASN.max;
    faults.check(valid, {
      property: `asn.${side}`,
      given,
      allowed: `${PRIVATE_ASN.min} to ${PRIVATE_ASN.max}; ${GOOGLE_RESERVED_ASN} is Google's own`,
      fix: "choose a private number",
    });
  }
  faults.check(asn.aws !== asn.gcp, {
    property: "asn",
    given: asn,
    allowed: "two different numbers",
    fix: "give each side its own",
  });
}

function checkDns(faults: Faults, dns: InterconnectShape["dns"]): void {
  if (dns === undefined) {
    return;
  }
  const { min, max } = RESOLVER_SUBNETS;
  faults.check(dns.subnetIds.length >= min && dns.subnetIds.length <= max, {
    property: "dns.subnetIds",
    given: dns.subnetIds.length,
    allowed: `${min} to ${max} private subnets, in different zones`,
    fix: "name one private subnet in each of two zones",
  });
  const domains = Object.entries(dns.domains);
  faults.check(domains.length > 0, {
    property: "dns.domains",
    given: {},
    allowed: "at least one domain",
    fix: "name the brokers' domain, or leave dns out and save the resolver",
  });
  for (const [key, domain] of domains) {
    faults.check(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(domain), {
      property: `dns.domains.${key}`,
      given: domain,
      allowed: "a domain without a dot at its end, such as kafka.us-east-1.amazonaws.com",
      fix: "write the part that the brokers' names end with",
    });
  }
}
