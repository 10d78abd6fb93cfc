export * from "./addons";
export * from "./args";
export { EksCluster } from "./eks-cluster";
export type { ServiceAccount } from "./plan";
export type { PodBinding, PodNeeds, PodRole } from "./pod-role";
