import type * as pulumi from "@pulumi/pulumi";
import type { Grantee } from "../core/grants";
import type { MeshTraffic } from "./mesh-traffic";
import type { Delivery } from "./rollout-args";
import type { ScalingTriggers } from "./scaling-args";

/** A value of an environment variable: plain, or a key of a ConfigMap or of a Secret of the same namespace. */
export type EnvironmentValue =
  | pulumi.Input<string>
  | { readonly configMap: pulumi.Input<string>; readonly key: string }
  | { readonly secret: pulumi.Input<string>; readonly key: string };

/** What one pod asks of its node. */
export interface PodResources {
  /** Cores that are reserved: `100m`. */
  readonly cpu: string;
  /** Bytes that are reserved: `128Mi`. */
  readonly memory: string;
  /** Cores at which it is slowed. @default five times `cpu` */
  readonly cpuLimit?: string;
  /** Bytes at which it is killed. @default `memory`: what is promised is what is there */
  readonly memoryLimit?: string;
}

/** Paths that answer 200 where the service is well. */
export interface Probes {
  /** Ready for requests. */
  readonly readiness: string;
  /** Not stuck: a failure restarts the container, so that it must not look at what the service depends on. */
  readonly liveness: string;
  /** Longest time to start, in seconds, 10 to 600. @default 120 */
  readonly startupSeconds?: number;
}

/** How the number of pods follows the load. */
export interface Scaling {
  readonly min: number;
  readonly max: number;
  /** Average use of the reserved CPU that is aimed at, in percent. @default 70 */
  readonly cpuPercent?: number;
  /** The same of memory. @default memory does not scale */
  readonly memoryPercent?: number;
  /** Queue lengths and response times, by KEDA of `autoscaling()`. @default none */
  readonly triggers?: ScalingTriggers;
}

/** A role that the pods have; `EksCluster.podRole` makes one. */
export interface PodIdentity extends Grantee {
  /** The account that the role trusts; it must be the workload's. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
  /** What must stand before the pods start. */
  readonly ready?: readonly pulumi.Resource[];
}

/** What services and batch jobs have in common. */
export interface PodArgs {
  /** Namespace, which must exist. */
  readonly namespace: string;
  /** Name of the objects in the cluster. @default the component's name */
  readonly serviceName?: string;
  /** Image by digest or by a tag that is never moved; `latest` is refused. @default a small public image that answers */
  readonly image?: pulumi.Input<string>;
  /** Arguments of the image's entry point. @default the image's own; those of the default image serve `port` */
  readonly arguments?: readonly string[];
  /** @default none */
  readonly environment?: Readonly<Record<string, EnvironmentValue>>;
  /** @default 100m and 128Mi */
  readonly resources?: PodResources;
  /** Directories that are writable, empty at the start; the rest of the file system is read-only. @default ["/tmp"] */
  readonly writablePaths?: readonly string[];
  /** Numeric user that the process runs as, 1 to 2147483647. @default 10001 */
  readonly user?: number;
  /** Permissions in AWS, by EKS Pod Identity. @default none */
  readonly identity?: PodIdentity;
  /** A token for the Kubernetes API in the pods. Only for a service that has a Role of its own. @default false */
  readonly apiToken?: boolean;
}

/** Arguments of {@link Workload}. */
export interface WorkloadArgs extends PodArgs {
  /** TCP port of container and Service, 1024 to 65535: below, a process would need a privilege. @default 8080 */
  readonly port?: number;
  /** Pods, where `scaling` is absent. @default 2 */
  readonly replicas?: number;
  /** @default none: the number of pods is fixed */
  readonly scaling?: Scaling;
  /** @default `/healthz` for both */
  readonly probes?: Probes;
  /** Pods that a drained node may take away at once; false for no budget. @default 1, with more than one pod */
  readonly maxUnavailable?: number | false;
  /** Time between "take no new requests" and "stop", in seconds, 0 to 120: load balancers learn slowly. @default 15 */
  readonly drainSeconds?: number;
  /**
   * Makes it a member of the mesh of `serviceMesh()`: a sidecar, mutual TLS, and only callers that are named.
   * @default it is none
   */
  readonly mesh?: MeshTraffic;
  /** How a new version takes over, by `progressiveDelivery()`. @default a rolling update */
  readonly delivery?: Delivery;
  /** Recommends sizes, and changes none, by the recommender of `autoscaling()`. @default false */
  readonly recommendations?: boolean;
  /** Annotations of the Service, such as those that a gateway reads. @default none */
  readonly serviceAnnotations?: Readonly<Record<string, string>>;
  /** Name of the cluster in Container Insights. @default no alarms */
  readonly clusterName?: string;
}
