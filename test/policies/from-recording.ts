/** A recorded program, as rules see it: as the planner hands it to them. */
export { policyResources as resourcesOf } from "../../planner/proofs/policy";
