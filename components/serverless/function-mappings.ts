import * as pulumi from "@pulumi/pulumi";
import { type Conditions, parseArn } from "../core";
import type { QueueSourcePlan, SchedulePlan, StreamSourcePlan } from "./function-sources";

/** Answers name what failed of a batch, so that the rest is not done twice. */
const PARTIAL_FAILURES = { functionResponseTypes: ["ReportBatchItemFailures"] };

/** How a queue is polled, as the event source mapping takes it. */
export function queueMapping(plan: QueueSourcePlan) {
  return {
    batchSize: plan.batchSize,
    maximumBatchingWindowInSeconds: plan.windowSeconds,
    ...PARTIAL_FAILURES,
    ...(plan.maxConcurrency === undefined ? {} : { scalingConfig: { maximumConcurrency: plan.maxConcurrency } }),
    ...filterCriteria(plan.filters),
  };
}

/** How a stream is polled: from its oldest record on, so that a deployment loses nothing. */
export function streamMapping(plan: StreamSourcePlan) {
  return {
    startingPosition: "TRIM_HORIZON",
    batchSize: plan.batchSize,
    maximumBatchingWindowInSeconds: plan.windowSeconds,
    bisectBatchOnFunctionError: plan.bisect,
    maximumRecordAgeInSeconds: plan.maxAgeSeconds,
    maximumRetryAttempts: plan.retries,
    parallelizationFactor: plan.parallelization,
    ...PARTIAL_FAILURES,
    ...filterCriteria(plan.filters),
  };
}

/** When and how the scheduler calls. */
export function scheduleSettings(
  plan: SchedulePlan,
  target: Readonly<Record<"arn" | "roleArn" | "failuresArn", pulumi.Output<string>>>,
) {
  return {
    scheduleExpression: plan.expression,
    scheduleExpressionTimezone: plan.timezone,
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: target.arn,
      roleArn: target.roleArn,
      ...(plan.input === undefined ? {} : { input: JSON.stringify(plan.input) }),
      retryPolicy: { maximumRetryAttempts: plan.retries, maximumEventAgeInSeconds: plan.maxAgeSeconds },
      deadLetterConfig: { arn: target.failuresArn },
    },
  };
}

/** Only schedules of this account's default group may take the role. */
export function schedulerConditions(functionArn: pulumi.Output<string>): Conditions {
  const { partition, region, account } = pulumi.output(functionArn.apply(parseArn));
  return {
    StringEquals: { "aws:SourceAccount": account },
    ArnEquals: {
      "aws:SourceArn": pulumi.interpolate`arn:${partition}:scheduler:${region}:${account}:schedule-group/default`,
    },
  };
}

function filterCriteria(filters: readonly object[] | undefined) {
  return filters === undefined || filters.length === 0
    ? {}
    : { filterCriteria: { filters: filters.map((pattern) => ({ pattern: JSON.stringify(pattern) })) } };
}
