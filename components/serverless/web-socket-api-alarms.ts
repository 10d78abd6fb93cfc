import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec, MetricSpec } from "../core";

/** Milliseconds of the slowest hundredth: API Gateway gives up on a message after 29 seconds. */
const SLOW_MS = 20_000;
const FIVE_MINUTES = { periodSeconds: 300, evaluationPeriods: 2 } as const;

/** Faults of ours, functions that fail, slow answers. */
export function webSocketApiAlarms(name: string, apiId: pulumi.Output<string>, stage: string): readonly AlarmSpec[] {
  const metric = (metricName: string, statistic: MetricSpec["statistic"]): MetricSpec => ({
    namespace: "AWS/ApiGateway",
    name: metricName,
    dimensions: { ApiId: apiId, Stage: stage },
    statistic,
  });
  return [
    {
      key: "execution-errors",
      summary: `${name} fails by itself: look at its permissions and its execution log.`,
      severity: "page",
      metric: metric("ExecutionError", "Sum"),
      comparison: "atLeast",
      threshold: 5,
      ...FIVE_MINUTES,
    },
    {
      key: "integration-errors",
      summary: `Functions behind ${name} fail: look at their alarms, then at the access log.`,
      severity: "page",
      metric: metric("IntegrationError", "Sum"),
      comparison: "atLeast",
      threshold: 5,
      ...FIVE_MINUTES,
    },
    {
      key: "latency",
      summary: `One message in a hundred at ${name} takes longer than ${SLOW_MS} ms, and is given up after 29,000.`,
      severity: "ticket",
      metric: metric("IntegrationLatency", "p99"),
      comparison: "above",
      threshold: SLOW_MS,
      ...FIVE_MINUTES,
    },
  ];
}
