import type { Waiver } from "./engine";

/** Every exception from the rules in our own stacks. Each ends, and each is listed in the plan. */
export const WAIVERS: readonly Waiver[] = [];
