import type { Alarmed } from "../core";

/** Seconds between two of AWS's own estimates: about four a day (CloudWatch, "Monitor estimated charges", read 2026-11). */
const ESTIMATE_SECONDS = 21_600;

/**
 * What the account has spent this month, as CloudWatch sees it: `observability.watch(spendingAlarm("shop-spending", 500))`.
 * It counts the whole account, in every region, and reports to us-east-1 alone, once billing alerts are on in the billing
 * console. Costs one alarm.
 *
 * @param name begins the alarm's name
 * @param monthlyUsd US dollars, more than 0
 */
export function spendingAlarm(name: string, monthlyUsd: number): Alarmed {
  return {
    alarmSource: name,
    alarms: () => [
      {
        key: "estimated-charges",
        summary: `The account has spent ${monthlyUsd} US dollars this month. Look at Cost Explorer, by tag and by service.`,
        severity: "ticket",
        metric: {
          namespace: "AWS/Billing",
          name: "EstimatedCharges",
          dimensions: { Currency: "USD" },
          statistic: "Maximum",
        },
        comparison: "above",
        threshold: monthlyUsd,
        periodSeconds: ESTIMATE_SECONDS,
        evaluationPeriods: 1,
      },
    ],
  };
}
