import type { RolePolicy } from "@pulumi/aws/iam";
import type { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { PodRole } from "../../components/cluster";
import type {
  AlertRoutes,
  ChartPlacement,
  ClusterPlatform,
  ClusterPlatformArgs,
  PlatformAddon,
  Workload,
  WorkloadArgs,
} from "../../components/platform";

/** Namespace of the shop's pods. */
export const SHOP_NAMESPACE = "shop";
/** Namespace of RabbitMQ's brokers. */
export const BROKER_NAMESPACE = "rabbitmq";
/** Namespace of stores that stand inside the cluster. */
export const DATA_NAMESPACE = "data";

type Environment = NonNullable<WorkloadArgs["environment"]>;

/** How one service reaches one store. */
export interface StoreLink {
  readonly environment: Environment;
  /** Opens the way. */
  connect(workload: Workload): void;
  /** The store itself, where it stands in the cluster. */
  readonly store?: pulumi.Resource;
  /** Lets in the pods that another cluster's manifests make: only for stores inside the cluster. */
  readonly admit?: (workload: Workload) => void;
  /** What its role may do there. @default the store knows no roles */
  readonly grants?: (role: PodRole) => readonly RolePolicy[];
  /** What must stand before pods start. @default nothing */
  readonly ready?: readonly pulumi.Resource[];
}

/** Each store, as the one service that uses it sees it. */
export interface Stores {
  readonly users: StoreLink;
  readonly products: StoreLink;
  readonly productCache: StoreLink;
  readonly orders: StoreLink;
  readonly orderCache: StoreLink;
}

/** Where the shop stands: a cluster, and what is around it. */
export interface Home {
  readonly provider: Provider;
  /** What everything in the cluster belongs to. @default the stack */
  readonly parent?: pulumi.Resource;
  /** What must stand before anything is put into the cluster. */
  readonly ready: readonly pulumi.Resource[];
  /** The operator that brings secrets, with its store where there is one outside the cluster. */
  readonly secrets: PlatformAddon;
  /** Store of the secrets that the cluster makes up. */
  readonly clusterStore: string;
  /** Secrets that the cluster makes up beside those of the brokers. */
  readonly generated: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Users' documents are kept by MongoDB's operator. @default false */
  readonly documentOperator?: boolean;
  /** Where secrets lie that somebody fills or rotates, as add-ons refer to them. */
  readonly references: {
    readonly grafana: pulumi.Input<string>;
    readonly kibana: pulumi.Input<string>;
    /** Properties `key`, `publicKey` and `privateKey`: tokens are signed by the user service, and checked by the gateway. */
    readonly tokenKeys: pulumi.Input<string>;
    /** Property `key`: the restricted key of Stripe's API. */
    readonly stripe: pulumi.Input<string>;
    /** How Argo CD signs in to the repository. */
    readonly repository?: pulumi.Input<string>;
  };
  readonly alerts?: AlertRoutes;
  readonly podRole?: ClusterPlatformArgs["podRole"];
  /** A role for a service, where the stores know roles. */
  readonly serviceRole?: (account: { readonly namespace: string; readonly name: string }) => PodRole;
  readonly loadBalancerCidrs: readonly string[];
  /** Of the Kubernetes API. @default as EKS has them */
  readonly apiPorts?: readonly number[];
  readonly placement?: ChartPlacement;
  /** Repositories whose images are verified and looked through. */
  readonly repositoryArns?: readonly pulumi.Input<string>[];
  /** Name of the cluster in Container Insights. */
  readonly clusterName?: string;
  /** Makes what stands inside the cluster, once the platform does, and says how services reach their stores. */
  stores(platform: ClusterPlatform): Stores;
}

/** What operators and the stores that they run need to reach the Kubernetes API, where it is not EKS's. */
export function apiPortsOf({ apiPorts }: Pick<Home, "apiPorts">): Pick<Home, "apiPorts"> {
  return apiPorts === undefined ? {} : { apiPorts };
}

/** Options of whatever stands in the cluster. */
export function inCluster(
  { provider, parent }: Pick<Home, "provider" | "parent">,
  ...dependsOn: readonly pulumi.Resource[]
): { provider: Provider; parent?: pulumi.Resource; dependsOn: pulumi.Resource[] } {
  return { provider, ...(parent === undefined ? {} : { parent }), dependsOn: [...dependsOn] };
}
