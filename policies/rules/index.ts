import type { Rule } from "../engine";
import { ENCRYPTION_RULES } from "./encryption";
import { EXPOSURE_RULES } from "./exposure";
import { LEAST_PRIVILEGE_RULES } from "./least-privilege";

export { ENCRYPTION_RULES } from "./encryption";
export { EXPOSURE_RULES } from "./exposure";
export { LEAST_PRIVILEGE_RULES } from "./least-privilege";

/** Every rule. */
export const RULES: readonly Rule[] = [...ENCRYPTION_RULES, ...LEAST_PRIVILEGE_RULES, ...EXPOSURE_RULES];
