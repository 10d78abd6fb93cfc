import type * as ec2 from "@pulumi/aws/ec2";
import type { AlarmSpec, MetricSpec } from "../core/alarms";

type Statistic = "Maximum" | "Minimum";

/**
 * What tells that a VPN is ill, per connection of two tunnels: one tunnel down is a ticket, both down wake somebody.
 *
 * @param name of the VPN, as an operator knows it
 */
export function tunnelAlarms(name: string, connections: ReadonlyMap<string, ec2.VpnConnection>): readonly AlarmSpec[] {
  return [...connections].flatMap(([key, connection]) => {
    const spec = (statistic: Statistic) => ({
      metric: tunnelState(connection, statistic),
      comparison: "below" as const,
      threshold: 1,
      periodSeconds: 300,
      missingData: "breaching" as const,
    });
    return [
      {
        key: `tunnel-down-${key}`,
        summary: `One tunnel of ${name} is down: traffic still flows. Look at the tunnels' logs.`,
        severity: "ticket" as const,
        ...spec("Minimum"),
      },
      {
        key: `connection-down-${key}`,
        summary: `${name} is down: look at both gateways' state and at BGP.`,
        severity: "page" as const,
        ...spec("Maximum"),
      },
    ];
  });
}

/** 1 while a tunnel stands, 0 while it does not; of a connection's two tunnels the lesser or the greater. */
function tunnelState(connection: ec2.VpnConnection, statistic: Statistic): MetricSpec {
  return { namespace: "AWS/VPN", name: "TunnelState", dimensions: { VpnId: connection.id }, statistic };
}
