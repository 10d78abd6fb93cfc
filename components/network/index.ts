export { VpcFlowLog } from "./flow-log";
export * from "./network";
export { FLOW_LOG_DEFAULTS, NETWORK_DEFAULTS } from "./network-plan";
export type { Tier } from "./subnet-allocator";
