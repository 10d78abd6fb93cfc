import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec, MetricSpec } from "../core/alarms";

const PERIOD_SECONDS = 300;

/** The alarms of one NAT gateway. @param key its zone, or `regional` */
export function natAlarms(key: string, natGatewayId: pulumi.Input<string>): readonly AlarmSpec[] {
  const metric = (name: string): MetricSpec => ({
    namespace: "AWS/NATGateway",
    name,
    dimensions: { NatGatewayId: natGatewayId },
    statistic: "Sum",
  });
  return [
    {
      key: `nat-${key}-ports-exhausted`,
      summary:
        "The NAT gateway ran out of source ports, so new connections fail. Look for a client that opens many connections " +
        "to one destination; add addresses to the gateway, or an endpoint for that destination.",
      severity: "page",
      metric: metric("ErrorPortAllocation"),
      comparison: "above",
      threshold: 0,
      periodSeconds: PERIOD_SECONDS,
      evaluationPeriods: 1,
    },
    {
      key: `nat-${key}-packets-dropped`,
      summary:
        "The NAT gateway keeps dropping packets. Compare with its throughput limit, and see whether AWS reports a fault " +
        "in the zone.",
      severity: "ticket",
      metric: metric("PacketsDropCount"),
      comparison: "above",
      threshold: 0,
      periodSeconds: PERIOD_SECONDS,
      evaluationPeriods: 3,
    },
  ];
}
