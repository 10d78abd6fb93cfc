import { type Block, blockSize, parseBlock } from "./cidr";
import type { AllocatedSubnet } from "./subnet-allocator";

/**
 * A node takes addresses for its pods in blocks of sixteen (EKS user guide, "Assign more IP addresses to Amazon EKS nodes with
 * prefixes", read 2026-11).
 */
export const POD_BLOCK_PREFIX = 28;
const POD_BLOCK_SIZE = blockSize(POD_BLOCK_PREFIX);

/** A part of a subnet that is kept for blocks. */
export interface PodRange {
  /** Which part: it becomes part of the reservation's name. */
  readonly part: "quarter" | "half";
  readonly block: Block;
}

/**
 * Three quarters of a subnet. The first is left to single addresses, of nodes, the control plane, caches and endpoints: any of
 * them would break up a block, and AWS keeps four addresses at a subnet's start for itself.
 *
 * @returns nothing where a quarter is smaller than a block
 */
export function podRanges(subnet: Block): readonly PodRange[] {
  const quarter = subnet.size / 4;
  if (quarter < POD_BLOCK_SIZE) {
    return [];
  }
  return [
    { part: "quarter", block: { start: subnet.start + quarter, size: quarter, prefix: subnet.prefix + 2 } },
    { part: "half", block: { start: subnet.start + 2 * quarter, size: 2 * quarter, prefix: subnet.prefix + 1 } },
  ];
}

/** Blocks that nodes can take of a subnet: the last one holds the broadcast address, which AWS keeps for itself. */
export function podBlocksOf(subnet: Block): number {
  const reserved = podRanges(subnet).reduce((sum, { block }) => sum + block.size, 0);
  return Math.max(0, reserved / POD_BLOCK_SIZE - 1);
}

/** Where nodes stand. */
export function isNodeSubnet({ tier }: Pick<AllocatedSubnet, "tier">): boolean {
  return tier === "private";
}

/** Of the smallest subnet that nodes stand in. */
export function fewestPodBlocks(subnets: readonly AllocatedSubnet[]): number {
  const blocks = subnets.filter(isNodeSubnet).flatMap(({ cidr }) => parseBlock(cidr) ?? []);
  return blocks.length === 0 ? 0 : Math.min(...blocks.map(podBlocksOf));
}
