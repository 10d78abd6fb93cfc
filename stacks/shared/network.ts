import type { NetworkSettings } from "./settings";

/** Blocks of the subnets of one tier: what a pod's network policy names, since it knows no security groups. */
export function tierBlocks({ subnets }: NetworkSettings, tier: "public" | "private" | "isolated"): readonly string[] {
  return Object.values(subnets)
    .filter((subnet) => subnet.tier === tier)
    .map(({ cidr }) => cidr);
}
