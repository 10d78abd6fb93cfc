import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec, MetricSpec } from "../core";
import type { TopicReader } from "./event-stream-args";

/** Share of the processor above which a broker cannot take over from another ("Best practices", MSK guide, read 2026-11). */
const CPU_PERCENT = 60;
/** Share of the disk from which there is time to act before a broker stops writing (the same page). */
const DISK_PERCENT = 85;
/** Records that a group may be behind; what takes longer than a few minutes of an ordinary day's orders. */
const LAG_RECORDS = 10_000;

/** What the alarms are about. */
export interface AlarmedStream {
  readonly name: string;
  readonly clusterName: pulumi.Input<string>;
  readonly brokers: number;
  readonly serverless: boolean;
  readonly groups: readonly TopicReader[];
}

type Statistic = MetricSpec["statistic"];

/** Partitions that nobody serves, the controller, copies that are missing, disks and processors; how far groups are behind. */
export function streamAlarms(stream: AlarmedStream): readonly AlarmSpec[] {
  const metric = (
    name: string,
    statistic: Statistic,
    dimensions: Readonly<Record<string, string>> = {},
  ): MetricSpec => ({
    namespace: "AWS/Kafka",
    name,
    dimensions: { "Cluster Name": stream.clusterName, ...dimensions },
    statistic,
  });
  const brokers = Array.from({ length: stream.brokers }, (_, position) => String(position + 1));
  return [
    ...(stream.serverless
      ? []
      : [
          ...clusterAlarms(stream.name, metric),
          ...brokers.flatMap((broker) => brokerAlarms(stream.name, broker, metric)),
        ]),
    ...stream.groups.map(({ topic, group }) => lagAlarm(stream.name, topic, group, metric)),
  ];
}

type MetricMaker = (name: string, statistic: Statistic, dimensions?: Readonly<Record<string, string>>) => MetricSpec;

function clusterAlarms(name: string, metric: MetricMaker): readonly AlarmSpec[] {
  return [
    {
      key: "offline-partitions",
      summary: `${name} has partitions that nobody can write or read: look for brokers that are down.`,
      severity: "page",
      metric: metric("OfflinePartitionsCount", "Maximum"),
      comparison: "above",
      threshold: 0,
    },
    {
      key: "active-controller",
      summary: `${name} has no active controller: no leader is chosen. Open a case with AWS if it lasts.`,
      severity: "page",
      metric: metric("ActiveControllerCount", "Maximum"),
      comparison: "below",
      threshold: 1,
      missingData: "ignore",
    },
  ];
}

function brokerAlarms(name: string, broker: string, metric: MetricMaker): readonly AlarmSpec[] {
  const dimensions = { "Broker ID": broker };
  const lasting = { evaluationPeriods: 5, datapointsToAlarm: 4 } as const;
  return [
    {
      key: `disk-${broker}`,
      summary: `${name} fills the disk of broker ${broker}: raise maxStorageGiB or keep records for less long.`,
      severity: "page",
      metric: metric("KafkaDataLogsDiskUsed", "Maximum", dimensions),
      comparison: "above",
      threshold: DISK_PERCENT,
    },
    {
      key: `cpu-${broker}`,
      summary: `${name} is busy on broker ${broker}: look for uneven partitions, then choose larger or more brokers.`,
      severity: "ticket",
      metric: metric("CpuUser", "Average", dimensions),
      comparison: "above",
      threshold: CPU_PERCENT,
      ...lasting,
    },
    {
      key: `under-replicated-${broker}`,
      summary: `${name} misses copies on broker ${broker}: a further loss would stop producers. Patching does this, too.`,
      severity: "ticket",
      metric: metric("UnderReplicatedPartitions", "Maximum", dimensions),
      comparison: "above",
      threshold: 0,
      evaluationPeriods: 30,
      datapointsToAlarm: 30,
    },
  ];
}

function lagAlarm(name: string, topic: string, group: string, metric: MetricMaker): AlarmSpec {
  return {
    key: `lag-${group}-${topic}`,
    summary: `${group} is behind on ${topic} of ${name}: look at the consumer's log before adding partitions.`,
    severity: "page",
    metric: metric("SumOffsetLag", "Maximum", { "Consumer Group": group, Topic: topic }),
    comparison: "above",
    threshold: LAG_RECORDS,
    evaluationPeriods: 5,
    datapointsToAlarm: 5,
  };
}
