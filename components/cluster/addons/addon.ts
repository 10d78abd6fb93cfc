import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec } from "../../core/alarms";
import type { Faults } from "../../core/faults";
import type { ServiceAccount } from "../access-plan";
import type { NodeRole } from "../node-groups";
import type { PodNeeds, PodRole } from "../pod-role";
import type { ChartSpec } from "./chart";

/**
 * An add-on beyond those of every cluster. A new one is a file like its neighbours: a function that takes the settings and
 * returns this.
 */
export interface ClusterAddon {
  /** Unique in a cluster: `karpenter`. */
  readonly key: string;
  /** It scales the managed node groups, and reads their labels and taints from tags. @default false */
  readonly scalesNodeGroups?: boolean;
  /** Records what is wrong with the settings, before anything is registered. */
  check?(faults: Faults, facts: AddonFacts): void;
  /** Makes the resources. @returns what workloads must wait for */
  install(host: AddonHost): readonly pulumi.Resource[];
  /** How one notices that it, or what it watches, is ill. */
  alarms?(clusterName: string): readonly AlarmSpec[];
}

/** What is known of the cluster before it exists. */
export interface AddonFacts {
  readonly version: string;
  /** Every add-on of the cluster. */
  readonly addonKeys: readonly string[];
}

/** The cluster, as an add-on sees it. Its nodes and the add-ons of every cluster stand by then. */
export interface AddonHost {
  /** Logical name. */
  readonly name: string;
  /** Physical name, plain: policies that speak of tags are complete in a preview. */
  readonly physicalName: string;
  /** Physical name, known once the cluster stands. */
  readonly clusterName: pulumi.Output<string>;
  readonly clusterArn: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** The group of nodes and control plane. */
  readonly securityGroupId: pulumi.Output<string>;
  /** Key of the volumes. */
  readonly keyArn: pulumi.Output<string>;
  readonly tags: Readonly<Record<string, string>>;
  /** `${cluster}-<role>[-<key>]`. */
  childName(role: string, key?: string): string;
  /** Options for a resource of AWS. */
  awsOptions(dependsOn?: readonly pulumi.Resource[]): pulumi.CustomResourceOptions;
  /** Options for a resource of Kubernetes: the cluster's provider, after its nodes. */
  kubernetesOptions(dependsOn?: readonly pulumi.Resource[]): pulumi.CustomResourceOptions;
  /** A role for the pods of a service account. */
  podRole(account: ServiceAccount, needs: PodNeeds, managedPolicies?: readonly string[]): PodRole;
  /** A role for nodes that the add-on starts itself. */
  nodeRole(roleKey: string): NodeRole;
  /** A Helm chart, every object of it a resource of its own. */
  chart(spec: ChartSpec): pulumi.Resource;
}
