import type { SpecLine } from "../spec-line";
import { INFRASTRUCTURE } from "./infrastructure";
import { OPERATIONS } from "./operations";
import { SERVICES } from "./services";

/**
 * The microservices shop's requirements, line by line, with what the plan of production must hold for each: every service,
 * every drawn arrow and every figure, and the rules that are common to all systems.
 */
export const MICROSERVICES_SPEC: readonly SpecLine[] = [...SERVICES, ...INFRASTRUCTURE, ...OPERATIONS];
