import type { SpecLine } from "../spec-line";
import { DATA } from "./data";
import { FLOWS } from "./flows";
import { OPERATIONS } from "./operations";
import { PLATFORM } from "./platform";

export type { SpecLine } from "../spec-line";

/**
 * CloudMart's requirements, line by line, with what the plan of production must hold for each: every component, every drawn
 * arrow and every figure, and the rules that are common to all systems.
 */
export const CLOUDMART_SPEC: readonly SpecLine[] = [...PLATFORM, ...DATA, ...FLOWS, ...OPERATIONS];
