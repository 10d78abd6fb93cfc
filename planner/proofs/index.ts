import type { PolicyReport } from "../../policies";
import type { StackPlan } from "../plan/document";
import type { Recording } from "../recorder";
import { estimateCost } from "./cost";
import { estimateDeploy } from "./deploy";
import { findExposure } from "./exposure";
import { findPermissions } from "./permissions";
import { summarizePolicies } from "./policy";
import { judgeRecovery } from "./recovery";

/** Everything that is worked out from a recording and stands in the plan beside the resources. */
export function prove(
  recording: Recording,
  report: PolicyReport,
): Pick<StackPlan, "policy" | "cost" | "deploy" | "permissions" | "exposure" | "recovery"> {
  return {
    policy: summarizePolicies(report),
    cost: estimateCost(recording),
    deploy: estimateDeploy(recording),
    permissions: findPermissions(recording),
    exposure: findExposure(recording),
    recovery: judgeRecovery(recording),
  };
}
