import type { Pack } from "../engine";

/** Every pack. */
export const PACKS: readonly Pack[] = [];
