import type { StackPlan } from "../../planner/plan/document";
import { planDocumented } from "../../scripts/docs/documents";

let planned: Promise<readonly StackPlan[]> | undefined;

/** Every stack of every documented system, planned once for all tests of a run. */
export function documentedPlans(): Promise<readonly StackPlan[]> {
  planned ??= planDocumented();
  return planned;
}
