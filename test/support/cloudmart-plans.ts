import type { StackPlan } from "../../planner/plan/document";
import { planCloudMart } from "../../scripts/docs/documents";

let planned: Promise<readonly StackPlan[]> | undefined;

/** CloudMart's three environments, planned once for all tests of a run. */
export function cloudMartPlans(): Promise<readonly StackPlan[]> {
  planned ??= planCloudMart();
  return planned;
}
