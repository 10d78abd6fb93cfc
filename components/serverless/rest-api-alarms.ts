import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec, MetricSpec } from "../core";

/** Per cent of answers that call the request wrong: more is a broken page, or somebody who tries things out. */
const REFUSED_PERCENT = 25;
const FIVE_MINUTES = { periodSeconds: 300, evaluationPeriods: 2 } as const;

/** What the alarms are about. */
export interface AlarmedApi {
  readonly name: string;
  readonly apiName: pulumi.Output<string>;
  readonly stageName: string;
  readonly errorPercent: number;
  readonly slowMs: number;
}

/** Faults of the server, slow answers, requests that are refused. */
export function restApiAlarms({ name, apiName, stageName, errorPercent, slowMs }: AlarmedApi): readonly AlarmSpec[] {
  const metric = (metricName: string, statistic: MetricSpec["statistic"]): MetricSpec => ({
    namespace: "AWS/ApiGateway",
    name: metricName,
    dimensions: { ApiName: apiName, Stage: stageName },
    statistic,
  });
  return [
    {
      key: "errors",
      summary: `More than ${errorPercent} % of the answers of ${name} are faults of ours: look at its functions' alarms, then at the access log.`,
      severity: "page",
      metric: metric("5XXError", "Average"),
      comparison: "above",
      threshold: errorPercent / 100,
      ...FIVE_MINUTES,
    },
    {
      key: "latency",
      summary: `One answer in a hundred of ${name} takes longer than ${slowMs} ms: look at the traces for what is slow.`,
      severity: "ticket",
      metric: metric("Latency", "p99"),
      comparison: "above",
      threshold: slowMs,
      ...FIVE_MINUTES,
    },
    {
      key: "refused",
      summary: `${name} refuses more than ${REFUSED_PERCENT} % of the requests: a broken page, or somebody who tries things out.`,
      severity: "ticket",
      metric: metric("4XXError", "Average"),
      comparison: "above",
      threshold: REFUSED_PERCENT / 100,
      ...FIVE_MINUTES,
    },
  ];
}
