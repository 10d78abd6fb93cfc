import type { Faults } from "../core/faults";
import { type NodeGroupArgs, type NodeTaint, TAINT_EFFECTS } from "./args";
import { type Architecture, architectureOf, isInstanceType, isNitro } from "./instance-types";

/** Most nodes in a managed group (EKS service quotas, read 2026-11). */
const NODES_MAX = 450;
/**
 * Pods per node (EKS user guide, managed node groups, read 2026-11). On nodes of fewer than thirty processors EKS itself
 * stops at 110, unless the image is one's own.
 */
const MAX_PODS = { min: 11, max: 250 } as const;
/** Volume size, in GiB: what the images of a node need at least; the most that gp3 offers. */
const DISK_GIB = { min: 20, max: 16_384 } as const;
/** Most instance types in a group (EKS API, `CreateNodegroup`, read 2026-11). */
const INSTANCE_TYPES_MAX = 20;
const TAINTS_MAX = 50;
/** A label's or taint's key: an optional DNS prefix and a name (Kubernetes, "Labels and Selectors"). */
const LABEL_KEY = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;
/** The kubelet may not set these itself (Kubernetes, "NodeRestriction"). */
const RESERVED_PREFIX = /(?:^|\.)(?:kubernetes|k8s)\.io\//;

/** The values of the arguments that have a default. */
export const NODE_GROUP_DEFAULTS = {
  capacity: "on-demand",
  os: "al2023",
  diskGiB: 50,
  maxPods: 110,
  maxUnavailablePercent: 33,
} as const satisfies Partial<NodeGroupArgs>;

/** A node group with every default filled in. */
export interface NodeGroupPlan {
  readonly key: string;
  readonly instanceTypes: readonly string[];
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  readonly capacity: "on-demand" | "spot";
  readonly os: "al2023" | "bottlerocket";
  readonly architecture: Architecture;
  readonly diskGiB: number;
  readonly maxPods: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: Readonly<Record<string, NodeTaint>>;
  readonly maxUnavailablePercent: number;
}

/** Fills in the defaults. */
export function resolveNodeGroup(key: string, args: NodeGroupArgs): NodeGroupPlan {
  const [first = ""] = args.instanceTypes ?? [];
  return {
    key,
    instanceTypes: args.instanceTypes ?? [],
    min: args.min,
    max: args.max,
    desired: args.desired ?? Math.max(args.min, 1),
    capacity: args.capacity ?? NODE_GROUP_DEFAULTS.capacity,
    os: args.os ?? NODE_GROUP_DEFAULTS.os,
    architecture: args.architecture ?? architectureOf(first),
    diskGiB: args.diskGiB ?? NODE_GROUP_DEFAULTS.diskGiB,
    maxPods: args.maxPods ?? NODE_GROUP_DEFAULTS.maxPods,
    labels: args.labels ?? {},
    taints: args.taints ?? {},
    maxUnavailablePercent: args.maxUnavailablePercent ?? NODE_GROUP_DEFAULTS.maxUnavailablePercent,
  };
}

/** Records everything wrong with a group. */
export function checkNodeGroup(faults: Faults, group: NodeGroupPlan): void {
  const path = `nodeGroups.${group.key}`;
  checkChoices(faults, path, group);
  checkInstanceTypes(faults, path, group);
  checkSizes(faults, path, group);
  checkLabels(faults, path, group);
  checkTaints(faults, path, group);
}

function checkChoices(faults: Faults, path: string, group: NodeGroupPlan): void {
  faults.check(["on-demand", "spot"].includes(group.capacity), {
    property: `${path}.capacity`,
    given: group.capacity,
    allowed: '"on-demand" or "spot"',
    fix: "choose one",
  });
  faults.check(["al2023", "bottlerocket"].includes(group.os), {
    property: `${path}.os`,
    given: group.os,
    allowed: '"al2023" or "bottlerocket"',
    fix: "choose one",
  });
}

function checkInstanceTypes(faults: Faults, path: string, group: NodeGroupPlan): void {
  const { instanceTypes, architecture } = group;
  const property = `${path}.instanceTypes`;
  faults.check(instanceTypes.length > 0 && instanceTypes.length <= INSTANCE_TYPES_MAX, {
    property,
    given: instanceTypes,
    allowed: `1 to ${INSTANCE_TYPES_MAX} instance types`,
    fix: 'name one, such as "t3.medium"',
  });
  for (const type of instanceTypes) {
    if (
      !faults.check(isInstanceType(type), {
        property,
        given: type,
        allowed: "EC2 instance types, such as t3.medium",
        fix: "correct the name",
      })
    ) {
      continue;
    }
    faults.check(architectureOf(type) === architecture, {
      property,
      given: type,
      allowed: `${architecture} types only: one group has one machine image, and ${type} is ${architectureOf(type)}`,
      fix: "move it into a group of its own, or correct the architecture",
    });
    faults.check(isNitro(type), {
      property,
      given: type,
      allowed: "types built on Nitro, because pods get addresses by prefix delegation",
      fix: "take a newer family, such as t3 for t2",
    });
  }
}

function checkSizes(faults: Faults, path: string, group: NodeGroupPlan): void {
  const { min, desired, max } = group;
  const ordered = [min, desired, max].every(Number.isInteger) && 0 <= min && min <= desired && desired <= max;
  faults.check(ordered && max >= 1 && max <= NODES_MAX, {
    property: path,
    given: { min, desired, max },
    allowed: `whole numbers with 0 ≤ min ≤ desired ≤ max, and max from 1 to ${NODES_MAX}`,
    fix: "put the three in order",
  });
  faults.check(Number.isInteger(group.diskGiB) && group.diskGiB >= DISK_GIB.min && group.diskGiB <= DISK_GIB.max, {
    property: `${path}.diskGiB`,
    given: group.diskGiB,
    allowed: `whole GiB from ${DISK_GIB.min} to ${DISK_GIB.max}`,
    fix: "enlarge or reduce the volume",
  });
  faults.check(Number.isInteger(group.maxPods) && group.maxPods >= MAX_PODS.min && group.maxPods <= MAX_PODS.max, {
    property: `${path}.maxPods`,
    given: group.maxPods,
    allowed: `${MAX_PODS.min} to ${MAX_PODS.max}; Kubernetes recommends at most 110 on nodes below 30 vCPUs`,
    fix: "leave it out, or choose a number in that range",
  });
  const percent = group.maxUnavailablePercent;
  faults.check(Number.isInteger(percent) && percent >= 1 && percent <= 100, {
    property: `${path}.maxUnavailablePercent`,
    given: percent,
    allowed: "1 to 100 per cent",
    fix: "choose a share of the nodes",
  });
}

function checkLabels(faults: Faults, path: string, group: NodeGroupPlan): void {
  for (const [key, value] of Object.entries(group.labels)) {
    faults.check(LABEL_KEY.test(key) && LABEL_VALUE.test(value) && !RESERVED_PREFIX.test(key), {
      property: `${path}.labels.${key}`,
      given: value,
      allowed: "a key and value as Kubernetes takes them, outside kubernetes.io and k8s.io, which a node may not set",
      fix: "use a domain of your own, such as example.com/workload",
    });
  }
}

function checkTaints(faults: Faults, path: string, group: NodeGroupPlan): void {
  faults.check(Object.keys(group.taints).length <= TAINTS_MAX, {
    property: `${path}.taints`,
    given: Object.keys(group.taints).length,
    allowed: `up to ${TAINTS_MAX} taints`,
    fix: "split the group",
  });
  for (const [key, taint] of Object.entries(group.taints)) {
    faults.check(taint.effect in TAINT_EFFECTS, {
      property: `${path}.taints.${key}.effect`,
      given: taint.effect,
      allowed: Object.keys(TAINT_EFFECTS).join(", "),
      fix: "write the effect as Kubernetes does",
    });
    faults.check(LABEL_KEY.test(key) && LABEL_VALUE.test(taint.value ?? ""), {
      property: `${path}.taints.${key}`,
      given: taint.value,
      allowed: "a key and value as Kubernetes takes them",
      fix: "correct the key or the value",
    });
  }
}
