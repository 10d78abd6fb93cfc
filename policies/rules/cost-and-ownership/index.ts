import type { Rule } from "../../engine";
import { bucketHasLifecycle } from "./bucket-has-lifecycle";
import { developmentHasOneNatGateway } from "./development-has-one-nat-gateway";
import { developmentInstancesAreSmall } from "./development-instances-are-small";
import { developmentLogsEndEarly } from "./development-logs-end-early";
import { repositoryHasLifecycle } from "./repository-has-lifecycle";
import { resourceCarriesTags } from "./resource-carries-tags";
import { stackHasBudget } from "./stack-has-budget";

/** The rules of this family, in the order of their ids. */
export const COST_AND_OWNERSHIP_RULES: readonly Rule[] = [
  bucketHasLifecycle,
  developmentHasOneNatGateway,
  developmentInstancesAreSmall,
  developmentLogsEndEarly,
  repositoryHasLifecycle,
  resourceCarriesTags,
  stackHasBudget,
];
