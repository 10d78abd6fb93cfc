import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec, MetricSpec } from "../core";

/** Seconds over which sign-ins are looked at. */
const PERIOD = 300;
/** Share of sign-ins that succeed below which something is wrong: the form, or somebody tries passwords. */
const GOOD_SHARE = 0.5;

/** What the alarms are about. */
export interface AlarmedPool {
  readonly name: string;
  readonly client: string;
  readonly poolId: pulumi.Output<string>;
  readonly clientId: pulumi.Output<string>;
}

/** Sign-ins that fail, or are throttled. */
export function userPoolAlarms({ name, client, poolId, clientId }: AlarmedPool): readonly AlarmSpec[] {
  const metric = (metricName: string, statistic: MetricSpec["statistic"]): MetricSpec => ({
    namespace: "AWS/Cognito",
    name: metricName,
    dimensions: { UserPool: poolId, UserPoolClient: clientId },
    statistic,
  });
  const throttled = `of ${client} at ${name} are throttled: compare their rate with the account's quota.`;
  return [
    {
      key: `${client}-sign-ins-failing`,
      summary: `Most sign-ins of ${client} at ${name} fail: try one, then look at the firewall's log for guessed passwords.`,
      severity: "ticket",
      metric: metric("SignInSuccesses", "Average"),
      comparison: "below",
      threshold: GOOD_SHARE,
      periodSeconds: PERIOD,
    },
    {
      key: `${client}-sign-ins-throttled`,
      summary: `Sign-ins ${throttled}`,
      severity: "page",
      metric: metric("SignInThrottles", "Sum"),
      comparison: "atLeast",
      threshold: 1,
      periodSeconds: PERIOD,
    },
    {
      key: `${client}-refreshes-throttled`,
      summary: `Renewals of tokens ${throttled}`,
      severity: "ticket",
      metric: metric("TokenRefreshThrottles", "Sum"),
      comparison: "atLeast",
      threshold: 1,
      periodSeconds: PERIOD,
    },
  ];
}
