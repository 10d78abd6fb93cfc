import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec } from "../core";

/** Share of the memory in use from which evictions are near, in percent. */
const MEMORY_PERCENT = 85;
/** Share of the processor that serves commands from which latency grows, in percent. */
const CPU_PERCENT = 80;
/** Evicted items in a minute from which the cache is too small. */
const EVICTIONS = 1000;
/** Seconds by which a replica may lag. */
const LAG_SECONDS = 30;

/** One node, as CloudWatch names it. */
export interface CacheNode {
  /** `001`. */
  readonly key: string;
  readonly id: pulumi.Output<string>;
}

/** How one would notice that a cache is ill: per node memory, processor, evictions, and lag where there are replicas. */
export function cacheAlarms(name: string, nodes: readonly CacheNode[]): readonly AlarmSpec[] {
  return nodes.flatMap(({ key, id }) => {
    const spec = (metric: string, statistic: "Average" | "Maximum" | "Sum") => ({
      metric: { namespace: "AWS/ElastiCache", name: metric, dimensions: { CacheClusterId: id }, statistic },
      comparison: "above" as const,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    });
    return [
      {
        key: `memory-${key}`,
        summary: `${name} fills up: look at keys without expiry, then choose a larger node.`,
        severity: "ticket" as const,
        ...spec("DatabaseMemoryUsagePercentage", "Maximum"),
        threshold: MEMORY_PERCENT,
      },
      {
        key: `cpu-${key}`,
        summary: `${name} is busy: look at the slow log, then add replicas for reads or choose a larger node.`,
        severity: "page" as const,
        ...spec("EngineCPUUtilization", "Average"),
        threshold: CPU_PERCENT,
      },
      {
        key: `evictions-${key}`,
        summary: `${name} forgets items before they expire: the hit rate drops and the database takes the load.`,
        severity: "ticket" as const,
        ...spec("Evictions", "Sum"),
        threshold: EVICTIONS,
      },
      ...(nodes.length < 2
        ? []
        : [
            {
              key: `replication-lag-${key}`,
              summary: `A replica of ${name} lags: readers see old data, and a failover would lose writes.`,
              severity: "ticket" as const,
              ...spec("ReplicationLag", "Maximum"),
              threshold: LAG_SECONDS,
            },
          ]),
    ];
  });
}
