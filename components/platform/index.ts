export * from "./addons";
export { BatchWorkload, type BatchWorkloadArgs } from "./batch-workload";
export { ClusterPlatform, type ClusterPlatformArgs } from "./cluster-platform";
export { DatabaseSetup, type DatabaseSetupArgs } from "./database-setup";
export { DeployedEnvironment, type DeployedEnvironmentArgs } from "./deployed-environment";
export { DocumentReplicaSet, documentNames } from "./document-replica-set";
export type { DocumentReplicaSetArgs, ReplicaSetUser } from "./document-replica-set-args";
export { GatewayRoutes } from "./gateway-routes";
export {
  type GatewayBalancing,
  type GatewayRoute,
  type GatewayRoutesArgs,
  gatewayAnnotations,
} from "./gateway-routes-plan";
export { InClusterStore } from "./in-cluster-store";
export type { InClusterStoreArgs } from "./in-cluster-store-args";
export { KafkaTopics, type KafkaTopicsArgs, type TopicsTarget } from "./kafka-topics";
export type { FetchedLibrary } from "./kafka-topics-script";
export { type IngressTarget, LoadBalancerIngress, type LoadBalancerIngressArgs } from "./load-balancer-ingress";
export type { Balancing, CircuitBreaker, MeshTraffic } from "./mesh-traffic";
export { brokerHost, MessageBroker, type MessageBrokerArgs } from "./message-broker";
export { type NamespaceQuota, PlatformNamespace, type PlatformNamespaceArgs } from "./namespace";
export { RenderedManifests, type RenderedManifestsArgs } from "./rendered-manifests";
export type { Analysis, BlueGreen, Canary, Delivery } from "./rollout-args";
export type { ScaledQueue, ScalingTriggers } from "./scaling-args";
export { SetupJob, type SetupJobArgs } from "./setup-job";
export { TeamAccess, type TeamAccessArgs, type TeamLevel } from "./team-access";
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
