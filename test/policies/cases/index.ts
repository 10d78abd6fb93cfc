import { ENCRYPTION_CASES } from "./encryption";
import { EXPOSURE_CASES } from "./exposure";
import { KUBERNETES_CASES } from "./kubernetes";
import { LEAST_PRIVILEGE_CASES } from "./least-privilege";
import { COST_CASES, LOGGING_CASES, RESILIENCE_CASES } from "./operations";
import type { RuleCase } from "./resource";

/** What each rule should say, by the rule's id. */
export const CASES: Readonly<Record<string, RuleCase>> = {
  ...ENCRYPTION_CASES,
  ...LEAST_PRIVILEGE_CASES,
  ...EXPOSURE_CASES,
  ...RESILIENCE_CASES,
  ...LOGGING_CASES,
  ...KUBERNETES_CASES,
  ...COST_CASES,
};
