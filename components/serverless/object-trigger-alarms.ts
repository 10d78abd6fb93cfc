import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec } from "../core";

/** Age of an event from which its function cannot keep up, in milliseconds: ten minutes. */
const EVENT_AGE_MS = 600_000;

/** Events on their way to a function that S3 calls. @param rule part of the alarms' keys */
export function triggerAlarms(name: string, rule: string, functionName: pulumi.Output<string>): readonly AlarmSpec[] {
  const metric = (metricName: string, statistic: "Maximum" | "Sum") => ({
    namespace: "AWS/Lambda",
    name: metricName,
    dimensions: { FunctionName: functionName },
    statistic,
  });
  return [
    {
      key: `event-age-${rule}`,
      summary: `Objects of ${name} wait for their function: look at throttles and at its reserved concurrency.`,
      severity: "ticket",
      metric: metric("AsyncEventAge", "Maximum"),
      comparison: "above",
      threshold: EVENT_AGE_MS,
    },
    {
      key: `events-dropped-${rule}`,
      summary: `Objects of ${name} were given up: read the function's failure queue, repair, send them again.`,
      severity: "page",
      metric: metric("AsyncEventsDropped", "Sum"),
      comparison: "above",
      threshold: 0,
      evaluationPeriods: 1,
    },
  ];
}
