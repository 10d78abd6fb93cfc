import * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec, MetricSpec } from "../core";

/** Share of the timeout at which a run counts as too slow. */
const SLOW_SHARE = 0.8;
/** Age of the oldest unread record of a stream that pages somebody, in milliseconds; a stream forgets after 24 hours. */
const ITERATOR_AGE_MS = 900_000;

/** What the alarms are about. */
export interface AlarmedFunction {
  readonly name: string;
  readonly functionName: pulumi.Output<string>;
  readonly aliasName: pulumi.Output<string>;
  readonly failuresName: pulumi.Output<string>;
  readonly timeoutSeconds: number;
  readonly readsStream: boolean;
}

/** Errors, throttles, slow runs, lost events; where it reads a stream, how far it lags. */
export function functionAlarms(subject: AlarmedFunction): readonly AlarmSpec[] {
  const metric = (name: string, statistic: MetricSpec["statistic"]): MetricSpec => ({
    namespace: "AWS/Lambda",
    name,
    dimensions: {
      FunctionName: subject.functionName,
      Resource: pulumi.interpolate`${subject.functionName}:${subject.aliasName}`,
    },
    statistic,
  });
  return [
    {
      key: "errors",
      summary: `${subject.name} fails: read its log group for the last error.`,
      severity: "page",
      metric: metric("Errors", "Sum"),
      comparison: "atLeast",
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    },
    {
      key: "throttles",
      summary: `${subject.name} is throttled: compare its concurrency with the reserve and the account's limit.`,
      severity: "ticket",
      metric: metric("Throttles", "Sum"),
      comparison: "atLeast",
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    },
    {
      key: "duration",
      summary: `${subject.name} comes close to its timeout of ${subject.timeoutSeconds} s: look at its traces.`,
      severity: "ticket",
      metric: metric("Duration", "p99"),
      comparison: "above",
      threshold: subject.timeoutSeconds * 1000 * SLOW_SHARE,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    },
    {
      key: "failed-events",
      summary: `${subject.name} gave up on events: read one from the failure queue, repair, send it again.`,
      severity: "page",
      metric: {
        namespace: "AWS/SQS",
        name: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: subject.failuresName },
        statistic: "Maximum",
      },
      comparison: "atLeast",
      threshold: 1,
      evaluationPeriods: 1,
    },
    ...(subject.readsStream ? [iteratorAge(subject.name, metric("IteratorAge", "Maximum"))] : []),
  ];
}

function iteratorAge(name: string, metric: MetricSpec): AlarmSpec {
  return {
    key: "iterator-age",
    summary: `${name} lags behind its stream: look for a record that fails again and again.`,
    severity: "page",
    metric,
    comparison: "above",
    threshold: ITERATOR_AGE_MS,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
  };
}
