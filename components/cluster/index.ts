export type { ServiceAccount } from "./access-plan";
export * from "./addons";
export * from "./args";
export { EksCluster } from "./eks-cluster";
export type { PodBinding, PodNeeds, PodRole } from "./pod-role";
export { PredictiveScaling, type PredictiveScalingArgs } from "./predictive-scaling";
