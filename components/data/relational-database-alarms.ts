import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec, MetricSpec } from "../core";

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
  /** `primary`, `replica-1`; `instance-1` of Aurora. */
  readonly key: string;
  readonly identifier: pulumi.Input<string>;
}

type Statistic = "Average" | "Maximum" | "Minimum";

const LASTING = { evaluationPeriods: 5, datapointsToAlarm: 4 } as const;

function metricOf(identifier: pulumi.Input<string>, name: string, statistic: Statistic): MetricSpec {
  return { namespace: "AWS/RDS", name, dimensions: { DBInstanceIdentifier: identifier }, statistic };
}

/** What every instance has, RDS' and Aurora's: processor, memory and connections. */
function serverAlarms(name: string, { key, identifier }: DatabaseNode): readonly AlarmSpec[] {
  return [
    {
      key: `cpu-${key}`,
      summary: `${name} is busy: look at the top queries in Performance Insights or the slow log.`,
      severity: "page",
      metric: metricOf(identifier, "CPUUtilization", "Average"),
      comparison: "above",
      threshold: CPU_PERCENT,
      ...LASTING,
    },
    {
      key: `memory-${key}`,
      summary: `${name} is short of memory: look at connections, then choose a larger class.`,
      severity: "ticket",
      metric: metricOf(identifier, "FreeableMemory", "Minimum"),
      comparison: "below",
      threshold: FREE_MEMORY,
      ...LASTING,
    },
    {
      key: `connections-${key}`,
      summary: `${name} has many connections: look for a caller that does not pool, or turn the proxy on.`,
      severity: "ticket",
      metric: metricOf(identifier, "DatabaseConnections", "Maximum"),
      comparison: "above",
      threshold: CONNECTIONS,
      ...LASTING,
    },
  ];
}

/** A copy from which readers see old data. @param threshold in the metric's own unit */
function lagAlarm(name: string, { key, identifier }: DatabaseNode, metricName: string, threshold: number): AlarmSpec {
  return {
    key: `lag-${key}`,
    summary: `A replica of ${name} lags: readers see old data.`,
    severity: "ticket",
    metric: metricOf(identifier, metricName, "Maximum"),
    comparison: "above",
    threshold,
    ...LASTING,
  };
}

/** How one would notice that a database is ill. */
export function databaseAlarms(name: string, nodes: readonly DatabaseNode[]): readonly AlarmSpec[] {
  return nodes.flatMap((node) => [
    ...serverAlarms(name, node),
    {
      key: `storage-${node.key}`,
      summary: `${name} runs out of storage: raise maxStorageGiB before it stops writing.`,
      severity: "page" as const,
      metric: metricOf(node.identifier, "FreeStorageSpace", "Minimum"),
      comparison: "below" as const,
      threshold: FREE_STORAGE_GIB * 1024 ** 3,
      missingData: "ignore" as const,
    },
    ...(node.key === "primary" ? [] : [lagAlarm(name, node, "ReplicaLag", LAG_SECONDS)]),
  ]);
}

/**
 * The same for Aurora, whose storage grows without end; where capacity follows the load, how near it is to its bound.
 * @param globalCluster identifier of a cluster that follows one in another region @default none
 */
export function auroraAlarms(
  name: string,
  nodes: readonly DatabaseNode[],
  serverless: boolean,
  globalCluster?: pulumi.Input<string>,
): readonly AlarmSpec[] {
  const instances = nodes.flatMap((node) => [
    ...serverAlarms(name, node),
    ...(node.key === "instance-1" ? [] : [lagAlarm(name, node, "AuroraReplicaLag", LAG_SECONDS * 1000)]),
    ...(serverless ? [capacityAlarm(name, node)] : []),
  ]);
  return globalCluster === undefined ? instances : [...instances, globalLagAlarm(name, globalCluster)];
}

function capacityAlarm(name: string, { key, identifier }: DatabaseNode): AlarmSpec {
  return {
    key: `capacity-${key}`,
    summary: `${name} comes close to its largest capacity: raise capacity.max.`,
    severity: "ticket",
    metric: metricOf(identifier, "ACUUtilization", "Average"),
    comparison: "above",
    threshold: CPU_PERCENT,
    ...LASTING,
  };
}

function globalLagAlarm(name: string, cluster: pulumi.Input<string>): AlarmSpec {
  return {
    key: "global-lag",
    summary: `${name} lags behind the other region: a failover now would lose writes.`,
    severity: "page",
    metric: {
      namespace: "AWS/RDS",
      name: "AuroraGlobalDBReplicationLag",
      dimensions: { DBClusterIdentifier: cluster },
      statistic: "Maximum",
    },
    comparison: "above",
    threshold: LAG_SECONDS * 1000,
    ...LASTING,
  };
}
