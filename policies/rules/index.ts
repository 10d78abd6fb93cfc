import type { Rule } from "../engine";

/** Every rule. */
export const RULES: readonly Rule[] = [];
