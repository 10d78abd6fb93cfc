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
