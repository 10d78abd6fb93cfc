import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec } from "../core";
import type { CollectionPlan, DomainPlan } from "./search-domain-plan";

/** Share of the processor from which searches wait, in percent. */
const CPU_PERCENT = 80;
/** Share of the heap from which nodes fall out, in percent; AWS recommends both figures. */
const HEAP_PERCENT = { data: 95, master: 95 } as const;
/** Share of a node's storage that must stay free: below it OpenSearch soon refuses to write. */
const FREE_SHARE = 0.25;
const MEBIBYTES = 1024;
/** Errors of a collection in five minutes. */
const ERROR_COUNT = 25;
const FIVE_MINUTES = { periodSeconds: 300, evaluationPeriods: 3 } as const;

interface Wanted {
  readonly key: string;
  readonly metric: string;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  readonly severity: "page" | "ticket";
  readonly threshold: number;
  readonly comparison?: "below";
  readonly timing?: Pick<AlarmSpec, "periodSeconds" | "evaluationPeriods">;
  readonly says: string;
}

/** The alarms that AWS recommends for a domain ("Recommended CloudWatch alarms", OpenSearch Service developer guide, read 2026-11). */
function domainWants(plan: DomainPlan): readonly Wanted[] {
  const at = { statistic: "Maximum", threshold: 1 } as const;
  const masters: readonly Wanted[] = [
    {
      key: "master-heap",
      metric: "MasterJVMMemoryPressure",
      statistic: "Maximum",
      severity: "page",
      threshold: HEAP_PERCENT.master,
      says: "The masters run out of memory: choose a larger type.",
    },
  ];
  return [
    {
      key: "red",
      metric: "ClusterStatus.red",
      ...at,
      severity: "page",
      timing: { evaluationPeriods: 1 },
      says: "A shard has no copy left. Look at lost nodes, then restore the index from the hourly snapshot, or let the stream fill it again.",
    },
    {
      key: "yellow",
      metric: "ClusterStatus.yellow",
      ...at,
      severity: "ticket",
      timing: { evaluationPeriods: 5 },
      says: "A shard lacks a copy. Look at lost nodes and at the number of replicas.",
    },
    {
      key: "writes-blocked",
      metric: "ClusterIndexWritesBlocked",
      ...at,
      severity: "page",
      timing: { periodSeconds: 300, evaluationPeriods: 1 },
      says: "Nothing can be written. Look at storage and memory.",
    },
    {
      key: "storage",
      metric: "FreeStorageSpace",
      statistic: "Minimum",
      severity: "page",
      comparison: "below",
      threshold: Math.round(plan.storageGiB * MEBIBYTES * FREE_SHARE),
      says: "A node runs out of storage: raise storageGiB before it stops writing.",
    },
    {
      key: "nodes",
      metric: "Nodes",
      statistic: "Minimum",
      severity: "ticket",
      comparison: "below",
      threshold: plan.instances + (plan.dedicatedMasters?.count ?? 0),
      timing: { periodSeconds: 3600, evaluationPeriods: 1 },
      says: "A node has been missing for an hour.",
    },
    {
      key: "cpu",
      metric: "CPUUtilization",
      statistic: "Maximum",
      severity: "ticket",
      threshold: CPU_PERCENT,
      timing: FIVE_MINUTES,
      says: "Nodes are busy: look at the slow searches, then choose a larger type.",
    },
    {
      key: "heap",
      metric: "JVMMemoryPressure",
      statistic: "Maximum",
      severity: "page",
      threshold: HEAP_PERCENT.data,
      says: "Nodes run out of memory: look at large aggregations, then choose a larger type.",
    },
    {
      key: "key-error",
      metric: "KMSKeyError",
      ...at,
      severity: "page",
      timing: { evaluationPeriods: 1 },
      says: "The customer key is disabled. Enable it.",
    },
    {
      key: "key-inaccessible",
      metric: "KMSKeyInaccessible",
      ...at,
      severity: "page",
      timing: { evaluationPeriods: 1 },
      says: "The customer key is deleted, or its grant is. The domain cannot be saved, only made again.",
    },
    {
      key: "snapshot",
      metric: "AutomatedSnapshotFailure",
      ...at,
      severity: "ticket",
      timing: { evaluationPeriods: 1 },
      says: "The hourly snapshot failed. Look at the cluster's health.",
    },
    ...(plan.dedicatedMasters === undefined ? [] : masters),
  ];
}

/** How one would notice that a domain is ill. @param account that the domain belongs to */
export function domainAlarms(plan: DomainPlan, account: pulumi.Input<string>): readonly AlarmSpec[] {
  return domainWants(plan).map((wanted) => ({
    key: wanted.key,
    summary: `Search domain ${plan.name}: ${wanted.says}`,
    severity: wanted.severity,
    metric: {
      namespace: "AWS/ES",
      name: wanted.metric,
      dimensions: { DomainName: plan.name, ClientId: account },
      statistic: wanted.statistic,
    },
    comparison: wanted.comparison ?? "atLeast",
    threshold: wanted.threshold,
    ...wanted.timing,
  }));
}

/** How one would notice that a collection is ill; what it costs is the spending alarm's affair. */
export function collectionAlarms(
  plan: CollectionPlan,
  account: pulumi.Input<string>,
  collectionId: pulumi.Input<string>,
): readonly AlarmSpec[] {
  const dimensions = { ClientId: account, CollectionId: collectionId, CollectionName: plan.name };
  const errors = (key: string, name: string, says: string): AlarmSpec => ({
    key,
    summary: `Search collection ${plan.name}: ${says}`,
    severity: "ticket",
    metric: { namespace: "AWS/AOSS", name, dimensions, statistic: "Sum" },
    comparison: "above",
    threshold: ERROR_COUNT,
    ...FIVE_MINUTES,
  });
  return [
    errors("search-errors", "SearchRequestErrors", "searches fail. Look at the callers' logs for what was refused."),
    errors("write-errors", "IngestionRequestErrors", "writes fail. Look at the synchronisation's failure queue."),
  ];
}
