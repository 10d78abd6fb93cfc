import type { StackPlan } from "../plan/document";
import type { Recording } from "../recorder";
import { estimateDeploy } from "./deploy";

/** Everything that is worked out from a recording and stands in the plan beside the resources. */
export function prove(
  recording: Recording,
): Pick<StackPlan, "policy" | "cost" | "deploy" | "permissions" | "exposure"> {
  return {
    policy: { evaluated: 0, undecided: [], violations: [] },
    cost: { monthlyUsd: 0, items: [] },
    deploy: estimateDeploy(recording),
    permissions: [],
    exposure: [],
  };
}
