import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core/encryption-key";
import type { ClusterAddon } from "./addons/addon";

/** Kubernetes versions in standard support (EKS release calendar, read 2026-11): 1.34 leaves it on 2 December 2026. */
export const VERSIONS = ["1.34", "1.35", "1.36"] as const;
export type KubernetesVersion = (typeof VERSIONS)[number];

/** The add-ons that every cluster gets, by the names that EKS gives them. */
export const MANAGED_ADDONS = [
  "vpc-cni",
  "kube-proxy",
  "eks-pod-identity-agent",
  "coredns",
  "aws-ebs-csi-driver",
  "metrics-server",
] as const;
export type ManagedAddonName = (typeof MANAGED_ADDONS)[number];

/** What a principal may do, in the terms of Kubernetes' user-facing roles. */
export const ACCESS_POLICIES = {
  "cluster-admin": "AmazonEKSClusterAdminPolicy",
  admin: "AmazonEKSAdminPolicy",
  edit: "AmazonEKSEditPolicy",
  view: "AmazonEKSViewPolicy",
} as const;
export type AccessPolicy = keyof typeof ACCESS_POLICIES;

/** One principal's access to the Kubernetes API. */
export interface ClusterAccess {
  /** ARN of an IAM role or user; for a role of IAM Identity Center, with its path. */
  readonly principalArn: pulumi.Input<string>;
  readonly policy: AccessPolicy;
  /** Namespaces that the policy is limited to; not for `cluster-admin`. @default the whole cluster */
  readonly namespaces?: readonly string[];
}

/** What a taint does to pods that do not tolerate it. */
export const TAINT_EFFECTS = {
  NoSchedule: "NO_SCHEDULE",
  NoExecute: "NO_EXECUTE",
  PreferNoSchedule: "PREFER_NO_SCHEDULE",
} as const;

/** A taint of every node in a group; its key is the key in the map. */
export interface NodeTaint {
  /** @default no value */
  readonly value?: string;
  readonly effect: keyof typeof TAINT_EFFECTS;
}

/** A group of nodes that EKS manages: one Auto Scaling group across the cluster's private subnets. */
export interface NodeGroupArgs {
  /** All of one architecture, all built on Nitro; several for spot, so that one shortage does not stop the group. */
  readonly instanceTypes: readonly string[];
  /** Fewest nodes. */
  readonly min: number;
  /** Most nodes. */
  readonly max: number;
  /** Nodes at creation; an autoscaler owns the number afterwards. @default min, at least one */
  readonly desired?: number;
  /** @default "on-demand" */
  readonly capacity?: "on-demand" | "spot";
  /** @default "al2023" */
  readonly os?: "al2023" | "bottlerocket";
  /** Checked against the instance types. @default theirs */
  readonly architecture?: "amd64" | "arm64";
  /** Volume for images, containers and logs, in GiB. @default 50 */
  readonly diskGiB?: number;
  /**
   * Pods per node, with prefix delegation: Kubernetes recommends at most 110 below 30 vCPUs, 250 above. A node takes a block of
   * sixteen addresses for each sixteen of them: in small subnets choose no more than the node's memory holds.
   * @default 110
   */
  readonly maxPods?: number;
  /** Kubernetes labels of the nodes. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default none */
  readonly taints?: Readonly<Record<string, NodeTaint>>;
  /** Share of the nodes that an update may take away at once, in per cent. @default 33 */
  readonly maxUnavailablePercent?: number;
}

/** Ids of subnets, as a network hands them out. */
export type SubnetIds = pulumi.Input<readonly pulumi.Input<string>[]>;

/** Arguments of {@link EksCluster}. */
export interface EksClusterArgs {
  /** The VPC of the subnets. */
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets of the nodes and pods, at least two, in two zones or more. */
  readonly subnetIds: SubnetIds;
  /** Node groups by name; the name becomes part of the resources' names. At least one. */
  readonly nodeGroups: Readonly<Record<string, NodeGroupArgs>>;
  /** Physical name: letters, digits, "-" and "_", up to 100. It names the log group, too. @default the component's name */
  readonly clusterName?: string;
  /** Kubernetes version, one of {@link VERSIONS}. @default "1.35" */
  readonly version?: KubernetesVersion;
  /** Private subnets of the control plane's network interfaces. @default subnetIds */
  readonly controlPlaneSubnetIds?: SubnetIds;
  /**
   * Blocks of sixteen addresses that the smallest of `subnetIds` keeps for pods (`network.podBlocks`). What the node groups can
   * take of them at their largest, and while one of them is updated, must fit; nodes of Karpenter are not counted.
   * @default not checked
   */
  readonly podBlocks?: number | undefined;
  /**
   * What the nodes' way out consists of (`network.egress`): nodes and add-ons are made after it and destroyed before it.
   * @default nothing to wait for
   */
  readonly egress?: readonly pulumi.Resource[];
  /**
   * CIDR blocks that may reach the API server over the internet. Relaxes the default: any block opens the public endpoint,
   * and 0.0.0.0/0 is refused. @default none, the endpoint is private
   */
  readonly publicAccessCidrs?: readonly string[];
  /**
   * CIDR blocks that may reach the API server inside the VPC, by a name of your choice: networks that a peering or VPN joins,
   * from which somebody deploys. For what has a security group, `connect()` it to {@link EksCluster.apiServer}.
   * @default none: nodes and pods alone
   */
  readonly privateAccessCidrs?: Readonly<Record<string, string>>;
  /**
   * Who may use the Kubernetes API, by a name of your choice: whoever deploys the cluster must be among them, and needs
   * `cluster-admin`. Without any such administrator EKS makes one of the principal that creates the cluster, which is then
   * fixed for the cluster's life. @default that principal alone
   */
  readonly access?: Readonly<Record<string, ClusterAccess>>;
  /** Add-ons beyond those of every cluster: `[loadBalancerController(), clusterAutoscaler()]`. @default none */
  readonly addons?: readonly ClusterAddon[];
  /**
   * Exact versions: `{ "vpc-cni": "v1.21.1-eksbuild.1" }`. @default what EKS takes as default for the Kubernetes version
   * when the add-on is made; it stays until a version is written here
   */
  readonly addonVersions?: Partial<Readonly<Record<ManagedAddonName, string>>>;
  /**
   * Key for Kubernetes secrets, logs and volumes. It must serve `logs` and `autoscaling`.
   * @default a key of the cluster's own, rotated
   */
  readonly key?: EncryptionKey;
  /** How long the control plane's logs are kept, in days, one of the periods that CloudWatch offers. @default 365 */
  readonly logRetentionDays?: number;
  /** EKS refuses to delete the cluster. @default true */
  readonly deletionProtection?: boolean;
  /** Tags of every resource that takes them, nodes and volumes included. @default none */
  readonly tags?: Readonly<Record<string, string>>;
}
