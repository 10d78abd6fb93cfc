import type { Subject } from "../../engine";

export function policyIsGiven(pool: Subject): boolean {
  return pool.get("passwordPolicy").present;
}

/** Threat protection belongs to the tier "PLUS": no other can switch it on. */
export function threatsAreJudged(pool: Subject): boolean {
  return pool.get("userPoolAddOns").present || pool.get("userPoolTier").text() === "PLUS";
}
