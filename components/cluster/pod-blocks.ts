import type { Faults } from "../core/faults";
import type { NodeGroupPlan } from "./node-group-plan";

/** Addresses in the block that a node takes at a time (EKS user guide, "Assign more IP addresses to nodes", read 2026-11). */
const BLOCK_SIZE = 16;
/** Nodes that an update of a group adds in each zone, at least (EKS user guide, "Managed node group updates", read 2026-11). */
const UPDATE_NODES = 2;

/** Blocks that a subnet must have for the nodes of some groups. */
export interface BlockDemand {
  /** At their largest, spread over the subnets. */
  readonly atMost: number;
  /** What the update of one group adds, of the one that adds most. */
  readonly update: number;
}

/**
 * What groups take of each subnet. A node takes blocks for all the pods that it may hold, and no more: the network plugin keeps
 * one block spare, until it has addresses for `maxPods`.
 */
export function blockDemand(groups: readonly NodeGroupPlan[], subnets: number): BlockDemand {
  const needs = groups.map(({ max, maxPods, maxUnavailablePercent }) => {
    const perNode = Math.ceil(maxPods / BLOCK_SIZE);
    const unavailable = Math.ceil((max * maxUnavailablePercent) / 100);
    return {
      atMost: Math.ceil(max / subnets) * perNode,
      update: Math.max(UPDATE_NODES, Math.ceil(unavailable / subnets)) * perNode,
    };
  });
  return {
    atMost: needs.reduce((sum, { atMost }) => sum + atMost, 0),
    update: Math.max(0, ...needs.map(({ update }) => update)),
  };
}

/** Pods without an address wait for ever, and no autoscaler sees why. */
export function checkPodBlocks(
  faults: Faults,
  groups: readonly NodeGroupPlan[],
  podBlocks: number | undefined,
  subnets: number,
): void {
  if (podBlocks === undefined) {
    return;
  }
  const { atMost, update } = blockDemand(groups, subnets);
  faults.check(Number.isInteger(podBlocks) && atMost + update <= podBlocks, {
    property: "podBlocks",
    given: podBlocks,
    allowed: `${atMost + update} or more: the groups' nodes take up to ${atMost} of each subnet, and an update ${update} more`,
    fix: "lower maxPods or max of a node group, or give the nodes larger subnets",
  });
}
