export { VpcFlowLog } from "./flow-log";
export * from "./gcp-network";
export * from "./interconnect";
export * from "./network";
export { FLOW_LOG_DEFAULTS, NETWORK_DEFAULTS } from "./network-plan";
export * from "./peering";
export type { Tier } from "./subnet-allocator";
export * from "./vpn";
