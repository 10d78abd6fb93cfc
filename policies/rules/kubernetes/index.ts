import type { Rule } from "../../engine";
import { chartIsVisible } from "./chart-is-visible";
import { containerHasRequestsAndLimits } from "./container-has-requests-and-limits";
import { imageIsPinned } from "./image-is-pinned";
import { namespaceDeniesByDefault } from "./namespace-denies-by-default";
import { namespaceEnforcesRestricted } from "./namespace-enforces-restricted";
import { noLiteralSecret } from "./no-literal-secret";
import { podMeetsBaseline } from "./pod-meets-baseline";
import { podMeetsRestricted } from "./pod-meets-restricted";
import { rbacGrantsNoEscalation } from "./rbac-grants-no-escalation";
import { replicatedWorkloadSurvivesDrain } from "./replicated-workload-survives-drain";
import { serviceAccountTokenNotMounted } from "./service-account-token-not-mounted";

/** The rules of this family, in the order of their ids. */
export const KUBERNETES_RULES: readonly Rule[] = [
  chartIsVisible,
  containerHasRequestsAndLimits,
  imageIsPinned,
  namespaceDeniesByDefault,
  namespaceEnforcesRestricted,
  noLiteralSecret,
  podMeetsBaseline,
  podMeetsRestricted,
  rbacGrantsNoEscalation,
  replicatedWorkloadSurvivesDrain,
  serviceAccountTokenNotMounted,
];
