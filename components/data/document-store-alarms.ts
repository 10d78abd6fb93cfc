import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec, MetricSpec } from "../core";
import type { DatabaseNode } from "./relational-database-alarms";

/** Share of the processor from which operations wait, in percent. */
const CPU_PERCENT = 85;
/** Memory left from which the instance swaps, in bytes: 256 MiB. */
const FREE_MEMORY = 256 * 1024 ** 2;
/** Connections from which a small class runs out; larger ones take thousands. */
const CONNECTIONS = 400;
/** Milliseconds by which a copy may lag. */
const LAG_MILLISECONDS = 60_000;

const NAMESPACE = "AWS/DocDB";
const LASTING = { evaluationPeriods: 5, datapointsToAlarm: 4 } as const;

type Statistic = "Average" | "Maximum" | "Minimum";

function ofInstance(identifier: pulumi.Input<string>, name: string, statistic: Statistic): MetricSpec {
  return { namespace: NAMESPACE, name, dimensions: { DBInstanceIdentifier: identifier }, statistic };
}

/**
 * How one would notice that a document database is ill.
 * @param follows whether the cluster follows one in another region
 */
export function documentAlarms(
  name: string,
  nodes: readonly DatabaseNode[],
  cluster: pulumi.Input<string>,
  follows: boolean,
): readonly AlarmSpec[] {
  const ofCluster = (metric: string): MetricSpec => ({
    namespace: NAMESPACE,
    name: metric,
    dimensions: { DBClusterIdentifier: cluster },
    statistic: "Maximum",
  });
  return [
    ...nodes.flatMap((node) => instanceAlarms(name, node)),
    {
      key: "lag",
      summary: `A reader of ${name} lags: it answers with old data.`,
      severity: "ticket",
      metric: ofCluster("DBClusterReplicaLagMaximum"),
      comparison: "above",
      threshold: LAG_MILLISECONDS,
      ...LASTING,
    },
    ...(follows
      ? [
          {
            key: "global-lag",
            summary: `${name} lags behind the other region: a failover now would lose writes.`,
            severity: "page" as const,
            metric: ofCluster("GlobalClusterReplicationLag"),
            comparison: "above" as const,
            threshold: LAG_MILLISECONDS,
            ...LASTING,
          },
        ]
      : []),
  ];
}

function instanceAlarms(name: string, { key, identifier }: DatabaseNode): readonly AlarmSpec[] {
  return [
    {
      key: `cpu-${key}`,
      summary: `${name} is busy: look at the profiler's log for operations without an index.`,
      severity: "page",
      metric: ofInstance(identifier, "CPUUtilization", "Average"),
      comparison: "above",
      threshold: CPU_PERCENT,
      ...LASTING,
    },
    {
      key: `memory-${key}`,
      summary: `${name} is short of memory: look at connections and cursors, then choose a larger class.`,
      severity: "ticket",
      metric: ofInstance(identifier, "FreeableMemory", "Minimum"),
      comparison: "below",
      threshold: FREE_MEMORY,
      ...LASTING,
    },
    {
      key: `connections-${key}`,
      summary: `${name} has many connections: look for a caller that does not pool.`,
      severity: "ticket",
      metric: ofInstance(identifier, "DatabaseConnections", "Maximum"),
      comparison: "above",
      threshold: CONNECTIONS,
      ...LASTING,
    },
  ];
}
