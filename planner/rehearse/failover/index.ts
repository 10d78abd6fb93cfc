export type { Aftermath } from "./aftermath";
export { type Deployed, type DeployedResource, deployedAsPlanned, deployedInCloud } from "./deployed";
export { checksFailing, rehearseFailover } from "./failover";
export { loseRegion, objectivesOf, type RecoveryRegions } from "./objectives";
export type { FailoverReport, Recovery, ServiceFailover } from "./report";
