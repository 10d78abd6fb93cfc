import type { StackPlan } from "../plan/document";
import type { Recording } from "../recorder";
import { estimateCost } from "./cost";
import { estimateDeploy } from "./deploy";
import { findExposure } from "./exposure";
import { findPermissions } from "./permissions";
import { judgePolicies, type PolicyCircumstances } from "./policy";

/** Everything that is worked out from a recording and stands in the plan beside the resources. */
export function prove(
  recording: Recording,
  circumstances: PolicyCircumstances,
): Pick<StackPlan, "policy" | "cost" | "deploy" | "permissions" | "exposure"> {
  return {
    policy: judgePolicies(recording, circumstances),
    cost: estimateCost(recording),
    deploy: estimateDeploy(recording),
    permissions: findPermissions(recording),
    exposure: findExposure(recording),
  };
}
