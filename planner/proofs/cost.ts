import type { CostEstimate } from "../plan/document";
import type { Recording } from "../recorder";
import { PRICES } from "./prices";

/** Cents, so that sums do not show the noise of binary fractions. */
const CENTS = 100;

/** What the stack costs a month at rest: list prices of what runs whether or not it is used, dearest first. */
export function estimateCost(recording: Recording): CostEstimate {
  const items = recording.resources
    .flatMap((resource) =>
      (resource.custom && !resource.external ? (PRICES[resource.type]?.(resource, recording.resources) ?? []) : []).map(
        (price) => ({
          urn: resource.urn,
          what: price.what,
          monthlyUsd: round(price.monthlyUsd),
        }),
      ),
    )
    .filter((item) => item.monthlyUsd > 0)
    .sort((left, right) => right.monthlyUsd - left.monthlyUsd || (left.urn < right.urn ? -1 : 1));
  return { monthlyUsd: round(items.reduce((sum, item) => sum + item.monthlyUsd, 0)), items };
}

function round(usd: number): number {
  return Math.round(usd * CENTS) / CENTS;
}
