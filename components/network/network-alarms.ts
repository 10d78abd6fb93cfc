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

/** An interface endpoint as its metrics name it. */
export interface WatchedEndpoint {
  /** The service's short name with hyphens. */
  readonly key: string;
  readonly serviceName: string;
  readonly id: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
}

/**
 * The alarm of one interface endpoint: its metrics tell what it loses, not what never reaches it. The names of the dimensions
 * have spaces ("CloudWatch metrics for AWS PrivateLink", read 2026-11).
 */
export function endpointAlarm({ key, serviceName, id, vpcId }: WatchedEndpoint): AlarmSpec {
  return {
    key: `endpoint-${key}-packets-dropped`,
    summary:
      `The interface endpoint of ${key} keeps dropping packets, so that calls of ${key} fail. See whether AWS reports a ` +
      "fault in the zone, then look at the callers' errors.",
    severity: "ticket",
    metric: {
      namespace: "AWS/PrivateLinkEndpoints",
      name: "PacketsDropped",
      dimensions: {
        "Endpoint Type": "Interface",
        "Service Name": serviceName,
        "VPC Endpoint Id": id,
        "VPC Id": vpcId,
      },
      statistic: "Sum",
    },
    comparison: "above",
    threshold: 0,
    periodSeconds: PERIOD_SECONDS,
    evaluationPeriods: 3,
  };
}
