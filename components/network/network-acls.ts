import type { ec2 } from "@pulumi/aws/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { Tier } from "./subnet-allocator";

/** One entry of a network ACL; the same shape serves both directions. */
export type AclEntry = ec2.NetworkAclIngress;

/** What the entries depend on. */
export interface AclScope {
  readonly cidrBlock: string;
  /** Absent where the network has no IPv6. */
  readonly ipv6CidrBlock?: pulumi.Input<string>;
  /** Blocks of networks that a VPN or peering joins to this one. */
  readonly connectedCidrs: readonly string[];
  /** Whether gateway endpoints exist: their replies come from public addresses. */
  readonly gatewayEndpoints: boolean;
}

/** The entries of one tier's network ACL. */
export interface AclEntries {
  readonly ingress: readonly AclEntry[];
  readonly egress: readonly AclEntry[];
}

const ANYWHERE = "0.0.0.0/0";
const ANYWHERE_IPV6 = "::/0";
/** Remote administration, which nobody may reach from outside the VPC (FSBP EC2.21, CIS AWS 5.1, read 2026-11). */
const ADMINISTRATION_PORTS = [22, 3389] as const;
const HTTPS = 443;
/** Number of the first rule for a connected network: after the refusal of administration. */
const CONNECTED_RULES = 300;
/** Ports that replies come to: every range in use, NAT gateways' and Lambda's included (VPC user guide, read 2026-11). */
const REPLY_PORTS = { from: 1024, to: 65535 } as const;

/**
 * The entries of a tier's network ACL. It is the coarse fence behind the security groups, which do the exact work: a network
 * ACL knows no connections, so it must let replies in by port.
 *
 * Closing 3389 has a price that is accepted here: a NAT gateway that happens to choose that source port loses the reply,
 * about one connection in 64,000, which the client repeats.
 */
export function aclEntries(tier: Tier, scope: AclScope): AclEntries {
  const inside = [allowAll(100, scope.cidrBlock), ...ipv6(scope, (block) => allowAll(101, block))];
  if (tier === "isolated") {
    return isolatedEntries(scope, inside);
  }
  return {
    ingress: [
      ...inside,
      ...denyAdministration(scope),
      allowAll(200, ANYWHERE),
      ...ipv6(scope, () => allowAll(201, ANYWHERE_IPV6)),
    ],
    egress: [allowAll(100, ANYWHERE), ...ipv6(scope, () => allowAll(101, ANYWHERE_IPV6))],
  };
}

/** The VPC, connected networks, and the gateway endpoints, whose addresses are public although no packet leaves AWS. */
function isolatedEntries(scope: AclScope, inside: readonly AclEntry[]): AclEntries {
  const connected = scope.connectedCidrs.map((block, index) => allowAll(CONNECTED_RULES + index, block));
  if (!scope.gatewayEndpoints) {
    const guarded = connected.length === 0 ? [] : [...denyAdministration(scope), ...connected];
    return { ingress: [...inside, ...guarded], egress: [...inside, ...connected] };
  }
  return {
    ingress: [
      ...inside,
      ...denyAdministration(scope),
      { ...tcp(200, REPLY_PORTS.from, REPLY_PORTS.to), action: "allow", cidrBlock: ANYWHERE },
      ...connected,
    ],
    egress: [...inside, { ...tcp(200, HTTPS, HTTPS), action: "allow", cidrBlock: ANYWHERE }, ...connected],
  };
}

function denyAdministration(scope: AclScope): readonly AclEntry[] {
  return ADMINISTRATION_PORTS.flatMap((port, index) => [
    { ...tcp(110 + index * 10, port, port), action: "deny", cidrBlock: ANYWHERE },
    ...ipv6(scope, () => ({ ...tcp(111 + index * 10, port, port), action: "deny", ipv6CidrBlock: ANYWHERE_IPV6 })),
  ]);
}

function ipv6(scope: AclScope, entry: (block: pulumi.Input<string>) => AclEntry): readonly AclEntry[] {
  return scope.ipv6CidrBlock === undefined ? [] : [entry(scope.ipv6CidrBlock)];
}

function tcp(ruleNo: number, fromPort: number, toPort: number): Omit<AclEntry, "action"> {
  return { ruleNo, protocol: "tcp", fromPort, toPort };
}

/** Every protocol, for which EC2 wants the ports 0 to 0; an IPv6 block goes by its colon, or by being an output. */
function allowAll(ruleNo: number, block: pulumi.Input<string>): AclEntry {
  const rule = { ruleNo, action: "allow", protocol: "-1", fromPort: 0, toPort: 0 };
  return typeof block === "string" && !block.includes(":")
    ? { ...rule, cidrBlock: block }
    : { ...rule, ipv6CidrBlock: block };
}
