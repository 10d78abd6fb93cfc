import { type Block, blockSize, formatBlock } from "./cidr";

/** What a subnet can reach: `public` the internet both ways, `private` the internet outwards, `isolated` nothing but the VPC. */
export type Tier = "public" | "private" | "isolated";

/** Every tier, in the order in which subnets are listed. */
export const TIERS: readonly Tier[] = ["public", "private", "isolated"];

/**
 * The VPC is cut into eight equal shares, one for each letter that a zone's name can end with, `a` to `h`. A zone's place
 * depends on nothing but its letter, so no subnet moves when a zone is added, taken away or listed elsewhere.
 */
const ZONE_BITS = 3;

/** The letters that have a share. */
export const ZONE_LETTERS = "abcdefgh";

/**
 * Where a tier lies in its zone's share, as the bits that follow the zone's. The private tier has one half, because nodes
 * and pods live there; the other two have a quarter each, used or not, so that a tier added later moves nothing.
 */
const TIER_AREAS: Readonly<Record<Tier, { readonly bits: number; readonly offset: number }>> = {
  private: { bits: 1, offset: 0 },
  public: { bits: 2, offset: 2 },
  isolated: { bits: 2, offset: 3 },
};

/** Subnets of one tier and zone that IPv6 has room for: 256 blocks, by eight zones, by four tiers (one in reserve). */
export const IPV6_SUBNETS_PER_TIER_AND_ZONE = 8;

/** A subnet to be made. */
export interface AllocatedSubnet {
  /** `private-us-east-1a`. */
  readonly name: string;
  readonly tier: Tier;
  readonly zone: string;
  readonly cidr: string;
}

/** The largest subnet of a tier, as its prefix length, in a VPC with this prefix length: `/20` private in a `/16`. */
export function largestPrefix(vpcPrefix: number, tier: Tier): number {
  return vpcPrefix + ZONE_BITS + TIER_AREAS[tier].bits;
}

/**
 * Derives one subnet per tier and zone from the VPC's block. The same arguments give the same subnets, and each subnet
 * depends only on the VPC's block, its zone's letter, its tier and its own size.
 *
 * @param vpc the VPC's block, without host bits
 * @param zones zone names that end with a letter from `a` to `h`, each letter once
 * @param prefixes prefix length per wanted tier, no shorter than {@link largestPrefix}
 */
export function allocateSubnets(
  vpc: Block,
  zones: readonly string[],
  prefixes: Readonly<Partial<Record<Tier, number>>>,
): readonly AllocatedSubnet[] {
  return TIERS.flatMap((tier) => {
    const prefix = prefixes[tier];
    return prefix === undefined
      ? []
      : zones.map((zone) => {
          const block = { start: areaStart(vpc, zone, tier), size: blockSize(prefix), prefix };
          return { name: `${tier}-${zone}`, tier, zone, cidr: formatBlock(block) };
        });
  });
}

/** A zone's place among the shares, 0 to 7; -1 where its letter has none. */
export function zoneIndex(zone: string): number {
  return ZONE_LETTERS.indexOf(zone.slice(-1));
}

function areaStart(vpc: Block, zone: string, tier: Tier): number {
  const share = blockSize(vpc.prefix + ZONE_BITS);
  const { bits, offset } = TIER_AREAS[tier];
  return vpc.start + zoneIndex(zone) * share + (offset * share) / 2 ** bits;
}
