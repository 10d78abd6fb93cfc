import type { SpecLine } from "../spec-line";
import { OPERATIONS } from "./operations";
import { SERVICES } from "./services";

/**
 * CloudCommerce's requirements, line by line, with what the plan of production must hold for each: every service, every drawn
 * arrow and every figure.
 */
export const CLOUDCOMMERCE_SPEC: readonly SpecLine[] = [...SERVICES, ...OPERATIONS];
