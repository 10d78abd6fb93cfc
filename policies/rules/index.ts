import type { Rule } from "../engine";
import { COST_AND_OWNERSHIP_RULES } from "./cost-and-ownership";
import { ENCRYPTION_RULES } from "./encryption";
import { EXPOSURE_RULES } from "./exposure";
import { resourceTypeIsKnown } from "./hygiene/resource-type-is-known";
import { KUBERNETES_RULES } from "./kubernetes";
import { LEAST_PRIVILEGE_RULES } from "./least-privilege";
import { LOGGING_RULES } from "./logging";
import { RESILIENCE_RULES } from "./resilience";

export { COST_AND_OWNERSHIP_RULES } from "./cost-and-ownership";
export { ENCRYPTION_RULES } from "./encryption";
export { EXPOSURE_RULES } from "./exposure";
export { KUBERNETES_RULES } from "./kubernetes";
export { LEAST_PRIVILEGE_RULES } from "./least-privilege";
export { LOGGING_RULES } from "./logging";
export { RESILIENCE_RULES } from "./resilience";

const JUDGING: readonly Rule[] = [
  ...ENCRYPTION_RULES,
  ...LEAST_PRIVILEGE_RULES,
  ...EXPOSURE_RULES,
  ...RESILIENCE_RULES,
  ...LOGGING_RULES,
  ...KUBERNETES_RULES,
  ...COST_AND_OWNERSHIP_RULES,
];

/** Refuses types that none of the other rules knows. */
export const RESOURCE_TYPE_IS_KNOWN = resourceTypeIsKnown(JUDGING);

/** Every rule. */
export const RULES: readonly Rule[] = [...JUDGING, RESOURCE_TYPE_IS_KNOWN];
