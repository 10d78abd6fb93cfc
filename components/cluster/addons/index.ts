export type { AddonFacts, AddonHost, ClusterAddon } from "./addon";
export type { ChartSpec } from "./chart";
export { type ClusterAutoscalerArgs, clusterAutoscaler } from "./cluster-autoscaler";
export { type ContainerInsightsArgs, containerInsights } from "./container-insights";
export { type KarpenterArgs, karpenter, type NodePool } from "./karpenter";
export { type LoadBalancerControllerArgs, loadBalancerController } from "./load-balancer-controller";
