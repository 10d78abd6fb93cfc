import type { SpecLine } from "../spec-line";
import { EDGE } from "./edge";
import { FLOWS } from "./flows";
import { OPERATIONS } from "./operations";

/**
 * E-Com67's requirements, line by line, with what the plan of production must hold for each: every component, every drawn
 * arrow, and the rules that are common to all systems.
 */
export const ECOM67_SPEC: readonly SpecLine[] = [...EDGE, ...FLOWS, ...OPERATIONS];
