import type { Alarmed, AlarmSpec, MetricSpec } from "../core";
import { Faults } from "../core";

/** Quotas of an account and region that a shop that grows runs into, as Service Quotas shows them. */
export interface AccountQuotas {
  /** Virtual processors of standard instances on demand, all sizes together. */
  readonly onDemandProcessors?: number;
  /** The same of spot instances. */
  readonly spotProcessors?: number;
  /** Lambda functions that run at a time. */
  readonly concurrentExecutions?: number;
}

/** Share of a quota from which somebody should ask for more, in percent: an answer takes days. */
const NEAR_PERCENT = 80;
/** Usage is reported every five minutes (CloudWatch, "Usage metrics", read 2026-11). */
const USAGE_SECONDS = 300;

function processors(kind: "OnDemand" | "Spot"): MetricSpec {
  return {
    namespace: "AWS/Usage",
    name: "ResourceCount",
    dimensions: { Type: "Resource", Resource: "vCPU", Service: "EC2", Class: `Standard/${kind}` },
    statistic: "Maximum",
  };
}

const USAGE: Readonly<Record<keyof AccountQuotas, { readonly what: string; readonly metric: MetricSpec }>> = {
  onDemandProcessors: { what: "processors on demand", metric: processors("OnDemand") },
  spotProcessors: { what: "spot processors", metric: processors("Spot") },
  concurrentExecutions: {
    what: "functions that run at a time",
    metric: { namespace: "AWS/Lambda", name: "ConcurrentExecutions", dimensions: {}, statistic: "Maximum" },
  },
};

const QUOTAS = ["onDemandProcessors", "spotProcessors", "concurrentExecutions"] as const;

/**
 * How near an account comes to its quotas: `observability.watch(quotaAlarms("shop-quotas", { onDemandProcessors: 64 }))`. At a
 * quota nodes stop growing and functions are refused, and nothing else says so before. Costs an alarm each.
 *
 * @param name begins the alarms' names
 * @param quotas as Service Quotas shows them for the region
 * @throws {pulumi.InputPropertiesError} where none is given, or one is no count
 */
export function quotaAlarms(name: string, quotas: AccountQuotas): Alarmed {
  const faults = new Faults("quotaAlarms", name);
  const given = QUOTAS.flatMap((key) => {
    const quota = quotas[key];
    return quota === undefined ? [] : [{ key, quota }];
  });
  faults.check(given.length > 0, {
    property: "quotas",
    given: {},
    allowed: QUOTAS.join(", "),
    fix: "copy the account's figures from Service Quotas",
  });
  for (const { key, quota } of given) {
    faults.check(Number.isInteger(quota) && quota > 0, {
      property: `quotas.${key}`,
      given: quota,
      allowed: "a whole number, more than 0",
      fix: "copy the account's figure from Service Quotas",
    });
  }
  faults.throwIfAny();
  return { alarmSource: name, alarms: () => given.map(({ key, quota }) => near(key, quota)) };
}

function near(key: keyof AccountQuotas, quota: number): AlarmSpec {
  const { what, metric } = USAGE[key];
  return {
    key: key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    summary: `The account uses ${NEAR_PERCENT} per cent of its ${quota} ${what}. Ask Service Quotas for more, or find what grew.`,
    severity: "ticket",
    metric,
    comparison: "atLeast",
    threshold: Math.floor((quota * NEAR_PERCENT) / 100),
    periodSeconds: USAGE_SECONDS,
    evaluationPeriods: 3,
  };
}
