import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec } from "../core";

const NAMESPACE = "AWS/ApplicationELB";
/** Per cent of answers. */
const ERROR_RATE = 1;
/** Answers in five minutes. */
const ERROR_COUNT = 25;
/** Seconds within which 99 of 100 answers begin. */
const SLOW_SECONDS = 2;
/** Requests blocked in five minutes: more than stray scanners send. */
const BLOCKED = 5000;
const FIVE_MINUTES = { periodSeconds: 300, evaluationPeriods: 2 } as const;

/** CloudFront reports to us-east-1 only: watch it from an `Observability` that stands there. */
export function distributionAlarms(distributionId: pulumi.Input<string>): readonly AlarmSpec[] {
  return [
    {
      key: "distribution-errors",
      summary: `More than ${ERROR_RATE} % of CloudFront's answers are errors of ours. Look at the shoppers' balancer first, then at its certificate.`,
      severity: "page",
      metric: {
        namespace: "AWS/CloudFront",
        name: "5xxErrorRate",
        dimensions: { DistributionId: distributionId, Region: "Global" },
        statistic: "Average",
      },
      comparison: "above",
      threshold: ERROR_RATE,
      ...FIVE_MINUTES,
    },
  ];
}

/** @param metric the firewall's metric name @param region absent for CloudFront's */
export function firewallAlarms(metric: string, region?: pulumi.Input<string>): readonly AlarmSpec[] {
  return [
    {
      key: region === undefined ? "blocked-at-the-edge" : "blocked-at-the-balancers",
      summary: "The firewall blocks many requests: an attack, or a rule that hits customers. Look at its log by rule.",
      severity: "ticket",
      metric: {
        namespace: "AWS/WAFV2",
        name: "BlockedRequests",
        dimensions: { WebACL: metric, Rule: "ALL", ...(region === undefined ? {} : { Region: region }) },
        statistic: "Sum",
      },
      comparison: "above",
      threshold: BLOCKED,
      ...FIVE_MINUTES,
    },
  ];
}

/** What one balancer tells of itself. */
export function balancerAlarms(title: string, loadBalancer: pulumi.Input<string>): readonly AlarmSpec[] {
  const dimensions = { LoadBalancer: loadBalancer };
  return [
    {
      key: `${title}-balancer-errors`,
      summary: `The ${title}' balancer answers with errors itself: no healthy pod, or a pod that hangs up. Look at the targets' health.`,
      severity: "page",
      metric: { namespace: NAMESPACE, name: "HTTPCode_ELB_5XX_Count", dimensions, statistic: "Sum" },
      comparison: "above",
      threshold: ERROR_COUNT,
      ...FIVE_MINUTES,
    },
    {
      key: `${title}-slow`,
      summary: `One in a hundred of the ${title}' requests waits more than ${SLOW_SECONDS} seconds. Look at the traces of the slowest.`,
      severity: "ticket",
      metric: { namespace: NAMESPACE, name: "TargetResponseTime", dimensions, statistic: "p99" },
      comparison: "above",
      threshold: SLOW_SECONDS,
      ...FIVE_MINUTES,
    },
  ];
}

/** What one route's pods tell. @param key unique among the routes of all balancers: `shoppers-ai` */
export function routeAlarms(
  key: string,
  loadBalancer: pulumi.Input<string>,
  targetGroup: pulumi.Input<string>,
): readonly AlarmSpec[] {
  const dimensions = { LoadBalancer: loadBalancer, TargetGroup: targetGroup };
  return [
    {
      key: `${key}-errors`,
      summary: `Pods behind "${key}" answer with errors. Look at the service's log.`,
      severity: "page",
      metric: { namespace: NAMESPACE, name: "HTTPCode_Target_5XX_Count", dimensions, statistic: "Sum" },
      comparison: "above",
      threshold: ERROR_COUNT,
      ...FIVE_MINUTES,
    },
    {
      key: `${key}-unhealthy`,
      summary: `Pods behind "${key}" fail their health check. Look at their readiness and the rule to their port.`,
      severity: "page",
      metric: { namespace: NAMESPACE, name: "UnHealthyHostCount", dimensions, statistic: "Maximum" },
      comparison: "atLeast",
      threshold: 1,
      evaluationPeriods: 5,
    },
  ];
}
