export * from "./addons";
export { BatchWorkload, type BatchWorkloadArgs } from "./batch-workload";
export { ClusterPlatform, type ClusterPlatformArgs } from "./cluster-platform";
export { DatabaseSetup, type DatabaseSetupArgs } from "./database-setup";
export { DeployedEnvironment, type DeployedEnvironmentArgs } from "./deployed-environment";
export { KafkaTopics, type KafkaTopicsArgs, type TopicsTarget } from "./kafka-topics";
export type { FetchedLibrary } from "./kafka-topics-script";
export { type IngressTarget, LoadBalancerIngress, type LoadBalancerIngressArgs } from "./load-balancer-ingress";
export { type NamespaceQuota, PlatformNamespace, type PlatformNamespaceArgs } from "./namespace";
export { RenderedManifests, type RenderedManifestsArgs } from "./rendered-manifests";
export { SetupJob, type SetupJobArgs } from "./setup-job";
export { type ExternalTarget, type PodPeer, type TrafficSource, Workload } from "./workload";
export type {
  EnvironmentValue,
  PodArgs,
  PodIdentity,
  PodResources,
  Probes,
  Scaling,
  WorkloadArgs,
} from "./workload-args";
export { DEFAULT_IMAGE } from "./workload-plan";
