import type { Faults } from "../core/faults";
import { type Block, contains, formatBlock, hasHostBits, networkAddress, overlaps, parseBlock } from "./cidr";
import type { ResolvedNetwork } from "./network-plan";
import { type AllocatedSubnet, largestPrefix, TIERS } from "./subnet-allocator";

/** Prefix lengths of a subnet, and so of its VPC (EC2 API, `CreateSubnet`, read 2026-11). */
export const PREFIX = { largest: 16, smallest: 28 } as const;

const SUBNET_NAME_PATTERN = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Checks one block by itself and returns it where it is sound. */
export function checkBlock(faults: Faults, property: string, cidr: string): Block | undefined {
  const block = parseBlock(cidr);
  if (block === undefined) {
    faults.add({
      property,
      given: cidr,
      allowed: "an IPv4 block in CIDR notation, such as 10.0.0.0/16",
      fix: "write four decimal numbers, a slash and a prefix length",
    });
    return undefined;
  }
  const sized = faults.check(block.prefix >= PREFIX.largest && block.prefix <= PREFIX.smallest, {
    property,
    given: cidr,
    allowed: `prefix lengths from /${PREFIX.largest} to /${PREFIX.smallest}`,
    fix: block.prefix > PREFIX.smallest ? "enlarge the block" : "choose a smaller block",
  });
  const aligned = faults.check(!hasHostBits(block), {
    property,
    given: cidr,
    allowed: "the first address of a block, without host bits",
    fix: `write ${formatBlock(networkAddress(block))}`,
  });
  return sized && aligned ? block : undefined;
}

/** Checks subnets that were given. */
export function checkSubnets(faults: Faults, network: ResolvedNetwork, vpc: Block | undefined): void {
  const { subnets, args, zones } = network;
  faults.check(args.tiers === undefined, {
    property: "tiers",
    given: args.tiers,
    allowed: "either subnets or tiers",
    fix: "delete tiers, or delete subnets and let them be derived",
  });
  faults.check(subnets.length > 0, { property: "subnets", given: {}, allowed: "at least one subnet", fix: "add one" });
  const earlier: { name: string; block: Block }[] = [];
  for (const subnet of subnets) {
    checkSubnetLabels(faults, subnet, zones);
    const property = `subnets.${subnet.name}.cidr`;
    const block = checkBlock(faults, property, subnet.cidr);
    if (block !== undefined) {
      checkPlace(faults, property, subnet.cidr, { block, vpc, earlier });
      earlier.push({ name: subnet.name, block });
    }
  }
}

function checkSubnetLabels(faults: Faults, subnet: AllocatedSubnet, zones: readonly string[]): void {
  const property = `subnets.${subnet.name}`;
  faults.check(SUBNET_NAME_PATTERN.test(subnet.name), {
    property,
    given: subnet.name,
    allowed: "a name of lower-case letters and digits, with single hyphens between",
    fix: "rename the subnet",
  });
  faults.check(zones.includes(subnet.zone), {
    property: `${property}.zone`,
    given: subnet.zone,
    allowed: `one of the network's zones: ${zones.join(", ")}`,
    fix: "add the zone to zones, or move the subnet",
  });
  faults.check(TIERS.includes(subnet.tier), {
    property: `${property}.tier`,
    given: subnet.tier,
    allowed: TIERS.join(", "),
    fix: "choose one of these tiers",
  });
}

function checkPlace(
  faults: Faults,
  property: string,
  cidr: string,
  place: { block: Block; vpc: Block | undefined; earlier: readonly { name: string; block: Block }[] },
): void {
  const { block, vpc, earlier } = place;
  if (vpc !== undefined) {
    faults.check(contains(vpc, block), {
      property,
      given: cidr,
      allowed: `a block inside the VPC's ${formatBlock(vpc)}`,
      fix: "move the block, or enlarge the VPC",
    });
  }
  for (const other of earlier.filter((one) => overlaps(one.block, block))) {
    faults.add({
      property,
      given: cidr,
      allowed: `a block apart from ${formatBlock(other.block)} of subnet ${other.name}`,
      fix: "move one of the two",
    });
  }
}

/** Checks the sizes of subnets that are to be derived. */
export function checkTiers(faults: Faults, network: ResolvedNetwork, vpc: Block | undefined): void {
  faults.check(Object.keys(network.prefixes).length > 0, {
    property: "tiers",
    given: network.args.tiers,
    allowed: `at least one of ${TIERS.join(", ")}`,
    fix: "name a tier, or leave tiers out",
  });
  for (const tier of TIERS) {
    const prefix = network.prefixes[tier];
    if (vpc !== undefined && prefix !== undefined) {
      const largest = largestPrefix(vpc.prefix, tier);
      faults.check(Number.isInteger(prefix) && prefix >= largest && prefix <= PREFIX.smallest, {
        property: `tiers.${tier}.prefix`,
        given: prefix,
        allowed:
          largest > PREFIX.smallest
            ? `a VPC of /${PREFIX.smallest - (largest - vpc.prefix)} or larger for this tier`
            : `/${largest} to /${PREFIX.smallest} in a VPC of /${vpc.prefix}, which keeps room for eight zones`,
        fix:
          largest > PREFIX.smallest
            ? "enlarge the VPC, or give the subnets one by one"
            : "choose a prefix in that range",
      });
    }
  }
}
