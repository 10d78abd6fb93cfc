import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec } from "../core";

/** Share of the processor from which queries wait, in percent. */
const CPU_PERCENT = 85;
/** Gibibytes left from which storage is short although it grows by itself. */
const FREE_STORAGE_GIB = 4;
/** Memory left from which the instance swaps, in bytes: 128 MiB. */
const FREE_MEMORY = 128 * 1024 ** 2;
/** Connections from which a small class runs out; larger ones take thousands. */
const CONNECTIONS = 200;
/** Seconds by which a replica may lag. */
const LAG_SECONDS = 60;

/** One instance, as CloudWatch names it. */
export interface DatabaseNode {
  /** `primary`, `replica-1`. */
  readonly key: string;
  readonly identifier: pulumi.Input<string>;
}

/** How one would notice that a database is ill. */
export function databaseAlarms(name: string, nodes: readonly DatabaseNode[]): readonly AlarmSpec[] {
  return nodes.flatMap(({ key, identifier }) => {
    const metric = (metricName: string, statistic: "Average" | "Maximum" | "Minimum") => ({
      namespace: "AWS/RDS",
      name: metricName,
      dimensions: { DBInstanceIdentifier: identifier },
      statistic,
    });
    const lasting = { evaluationPeriods: 5, datapointsToAlarm: 4 } as const;
    return [
      {
        key: `cpu-${key}`,
        summary: `${name} is busy: look at the top queries in Performance Insights or the slow log.`,
        severity: "page" as const,
        metric: metric("CPUUtilization", "Average"),
        comparison: "above" as const,
        threshold: CPU_PERCENT,
        ...lasting,
      },
      {
        key: `storage-${key}`,
        summary: `${name} runs out of storage: raise maxStorageGiB before it stops writing.`,
        severity: "page" as const,
        metric: metric("FreeStorageSpace", "Minimum"),
        comparison: "below" as const,
        threshold: FREE_STORAGE_GIB * 1024 ** 3,
        missingData: "ignore" as const,
      },
      {
        key: `memory-${key}`,
        summary: `${name} is short of memory: look at connections, then choose a larger class.`,
        severity: "ticket" as const,
        metric: metric("FreeableMemory", "Minimum"),
        comparison: "below" as const,
        threshold: FREE_MEMORY,
        ...lasting,
      },
      {
        key: `connections-${key}`,
        summary: `${name} has many connections: look for a caller that does not pool, or turn the proxy on.`,
        severity: "ticket" as const,
        metric: metric("DatabaseConnections", "Maximum"),
        comparison: "above" as const,
        threshold: CONNECTIONS,
        ...lasting,
      },
      ...(key === "primary"
        ? []
        : [
            {
              key: `lag-${key}`,
              summary: `A replica of ${name} lags: readers see old data.`,
              severity: "ticket" as const,
              metric: metric("ReplicaLag", "Maximum"),
              comparison: "above" as const,
              threshold: LAG_SECONDS,
              ...lasting,
            },
          ]),
    ];
  });
}
