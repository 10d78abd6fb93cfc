import type * as pulumi from "@pulumi/pulumi";

/** A CloudWatch metric: where a number comes from. */
export interface MetricSpec {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  /** `Sum`, `Maximum` … or a percentile such as `p99`. */
  readonly statistic: "Average" | "Maximum" | "Minimum" | "SampleCount" | "Sum" | `p${number}`;
}

/** An alarm that a component wants to have; `Observability` makes it. */
export interface AlarmSpec {
  /** Unique within the component: `oldest-message`. */
  readonly key: string;
  /** What an operator reads when it fires, and what to look at first. */
  readonly summary: string;
  /** `page` wakes somebody; `ticket` waits until morning. */
  readonly severity: "page" | "ticket";
  readonly metric: MetricSpec;
  readonly comparison: "above" | "atLeast" | "below" | "atMost";
  /** In the metric's own unit. */
  readonly threshold: number;
  /** Length of one period, in seconds: 10, 30 or a multiple of 60. @default 60 */
  readonly periodSeconds?: number;
  /** Periods looked at. @default 3 */
  readonly evaluationPeriods?: number;
  /** Periods that must breach, of those looked at. @default all of them */
  readonly datapointsToAlarm?: number;
  /** What silence means. @default "notBreaching" */
  readonly missingData?: "breaching" | "notBreaching" | "ignore" | "missing";
}

/** A component that says how one would notice that it is ill. */
export interface Alarmed {
  /** Logical name; the alarms' names start with it. */
  readonly alarmSource: string;
  alarms(): readonly AlarmSpec[];
}
