import type { Faults } from "../core/faults";
import { checkLabel, checkWhole } from "./checks";
import type { Analysis, BlueGreen, Canary, Delivery } from "./rollout-args";

/** A way of delivery with every default filled in. */
export type DeliveryPlan =
  | (Required<Omit<BlueGreen, "analysis">> & { readonly analysis: Required<Analysis> })
  | (Required<Omit<Canary, "analysis" | "traffic">> & {
      readonly analysis: Required<Analysis>;
      readonly traffic: Canary["traffic"] | undefined;
    });

const ANALYSIS_DEFAULTS = {
  maxErrorPercent: 1,
  maxLatencyMs: 500,
  intervalSeconds: 60,
  count: 5,
  failureLimit: 1,
} as const satisfies Analysis;
const ANALYSIS_LIMITS = {
  maxLatencyMs: { min: 1, max: 600_000 },
  intervalSeconds: { min: 10, max: 3600 },
  count: { min: 1, max: 100 },
  failureLimit: { min: 0, max: 99 },
} as const;
const KEEP_SECONDS = { min: 30, max: 86_400 } as const;
const PAUSE_SECONDS = { min: 10, max: 86_400 } as const;
/** Range of an analysis' rates: two of Prometheus' scrapes at least. */
export const ANALYSIS_RANGE_SECONDS = 120;
const DEFAULTS = { keepSeconds: 600, steps: [5, 25, 50], pauseSeconds: 300 } as const;

/** Checks how new versions take over, and fills in the defaults. */
export function planDelivery(faults: Faults, delivery: Delivery, inMesh: boolean): DeliveryPlan {
  const analysis = planAnalysis(faults, delivery.analysis ?? {});
  if (delivery.strategy === "blueGreen") {
    const keepSeconds = delivery.keepSeconds ?? DEFAULTS.keepSeconds;
    checkWhole(faults, "delivery.keepSeconds", keepSeconds, KEEP_SECONDS, "seconds");
    const plan = { strategy: "blueGreen", analysis, keepSeconds } as const;
    const watched = analysisDelaySeconds(plan) + (analysis.count - 1) * analysis.intervalSeconds;
    faults.check(keepSeconds > watched, {
      property: "delivery.keepSeconds",
      given: keepSeconds,
      allowed: `more than the ${watched} seconds for which the new version is watched: afterwards there is no way back`,
      fix: "keep the old version for longer, or look less often",
    });
    return plan;
  }
  const { steps, pauseSeconds, traffic } = { ...DEFAULTS, traffic: undefined, ...delivery };
  const rising = steps.every((step, index) => Number.isInteger(step) && step > (steps[index - 1] ?? 0) && step < 100);
  faults.check(steps.length > 0 && rising, {
    property: "delivery.steps",
    given: steps,
    allowed: "whole percents from 1 to 99, each larger than the one before",
    fix: "begin small, such as 5, 25, 50; all of the requests come by themselves at the end",
  });
  checkWhole(faults, "delivery.pauseSeconds", pauseSeconds, PAUSE_SECONDS, "seconds");
  faults.check(traffic !== "istio" || inMesh, {
    property: "delivery.traffic",
    given: traffic,
    allowed: '"istio" for a member of the mesh',
    fix: "set mesh, or leave traffic out: the number of pods then decides",
  });
  if (typeof traffic === "object") {
    checkLabel(faults, "delivery.traffic.albIngress", traffic.albIngress);
  }
  return { strategy: "canary", analysis, steps, pauseSeconds, traffic };
}

/** Time before the first look, in seconds: a rate needs scrapes of its whole range. A canary has had its pause already. */
export function analysisDelaySeconds(delivery: DeliveryPlan): number {
  const waited = delivery.strategy === "canary" ? delivery.pauseSeconds : 0;
  return Math.max(0, ANALYSIS_RANGE_SECONDS - waited);
}

function planAnalysis(faults: Faults, given: Analysis): Required<Analysis> {
  const analysis = { ...ANALYSIS_DEFAULTS, ...given };
  for (const key of ["maxLatencyMs", "intervalSeconds", "count", "failureLimit"] as const) {
    checkWhole(faults, `delivery.analysis.${key}`, analysis[key], ANALYSIS_LIMITS[key], "a number");
  }
  faults.check(analysis.maxErrorPercent >= 0 && analysis.maxErrorPercent < 100, {
    property: "delivery.analysis.maxErrorPercent",
    given: analysis.maxErrorPercent,
    allowed: "percent from 0 to below 100",
    fix: "say how many of a hundred requests may fail",
  });
  faults.check(analysis.failureLimit < analysis.count, {
    property: "delivery.analysis.failureLimit",
    given: analysis.failureLimit,
    allowed: `less than count, which is ${analysis.count}: nothing would ever be taken back`,
    fix: "lower it",
  });
  return analysis;
}
