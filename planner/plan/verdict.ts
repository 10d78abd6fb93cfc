import type { StackPlan } from "./document";

/** Level of a policy whose violation fails the plan. */
export const MANDATORY = "mandatory";

/** Why a stack's plan fails: mandatory findings on complete values or on a preview's, waivers, and services that are lost. */
export function fails({ policy, recovery }: StackPlan): boolean {
  const violations = [...policy.violations, ...(policy.preview?.violations ?? [])];
  return (
    violations.some(({ level }) => level === MANDATORY) ||
    policy.waiverFindings.length > 0 ||
    recovery.some(({ met }) => !met)
  );
}
