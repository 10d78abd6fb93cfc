import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec } from "../core";

/** Seconds over which executions are counted. */
const PERIOD = 300;

/** Executions that failed, ran out of time, were stopped or throttled. */
export function workflowAlarms(name: string, arn: pulumi.Output<string>): readonly AlarmSpec[] {
  const alarm = (
    key: string,
    metric: string,
    severity: AlarmSpec["severity"],
    threshold: number,
    summary: string,
  ): AlarmSpec => ({
    key,
    summary,
    severity,
    metric: { namespace: "AWS/States", name: metric, dimensions: { StateMachineArn: arn }, statistic: "Sum" },
    comparison: "atLeast",
    threshold,
    periodSeconds: PERIOD,
    evaluationPeriods: 1,
  });
  return [
    // One refused card is no fault of the shop; a run of failures is.
    alarm("failed", "ExecutionsFailed", "page", 5, `Executions of ${name} fail: open one and read its failed state.`),
    alarm("timed-out", "ExecutionsTimedOut", "page", 1, `Executions of ${name} ran out of time: look where they wait.`),
    alarm("aborted", "ExecutionsAborted", "ticket", 1, `Executions of ${name} were stopped: ask who did, and why.`),
    alarm(
      "throttled",
      "ExecutionThrottled",
      "ticket",
      1,
      `Transitions of ${name} are throttled: compare their rate with the account's quota.`,
    ),
  ];
}
