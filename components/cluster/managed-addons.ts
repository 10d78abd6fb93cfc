import * as eks from "@pulumi/aws/eks";
import * as storage from "@pulumi/kubernetes/storage/v1";
import type * as pulumi from "@pulumi/pulumi";
import { childName } from "../core/names";
import type { ServiceAccount } from "./access-plan";
import type { ManagedAddonName } from "./args";
import { CLUSTER_TAG, ebsStatements } from "./ebs-policy";
import type { PodNeeds, PodRole } from "./pod-role";

/** What the add-ons of every cluster are made from. */
export interface ManagedAddonContext {
  /** Logical name of the cluster. */
  readonly name: string;
  /** Physical name, plain. */
  readonly physicalName: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Output<string>;
  readonly keyArn: pulumi.Output<string>;
  readonly versions: Partial<Readonly<Record<ManagedAddonName, string>>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly parent: pulumi.Resource;
  readonly podRole: (account: ServiceAccount, needs: PodNeeds, managedPolicies?: readonly string[]) => PodRole;
}

/**
 * What a node needs to become ready: the Pod Identity agent before the network plugin, whose role comes through it. All
 * three are DaemonSets, active without a node.
 */
export function makeNodeAddons(context: ManagedAddonContext, dependsOn: readonly pulumi.Resource[]): eks.Addon[] {
  const agent = makeAddon(context, "eks-pod-identity-agent", { dependsOn });
  const cni = context.podRole({ namespace: "kube-system", name: "aws-node" }, {}, ["AmazonEKS_CNI_Policy"]);
  return [
    agent,
    makeAddon(context, "vpc-cni", {
      dependsOn: [...dependsOn, agent, ...cni.ready],
      configuration: {
        enableNetworkPolicy: "true",
        env: { ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "1" },
      },
    }),
    makeAddon(context, "kube-proxy", { dependsOn }),
  ];
}

/** What runs on nodes: an add-on with Deployments stays degraded until there are some. */
export function makeClusterAddons(context: ManagedAddonContext, dependsOn: readonly pulumi.Resource[]): eks.Addon[] {
  const ebs = context.podRole(
    { namespace: "kube-system", name: "ebs-csi-controller-sa" },
    { statements: ebsStatements(context) },
  );
  return [
    makeAddon(context, "coredns", { dependsOn }),
    makeAddon(context, "aws-ebs-csi-driver", {
      dependsOn: [...dependsOn, ...ebs.ready],
      // The role may touch volumes with this tag only.
      configuration: { controller: { extraVolumeTags: { [CLUSTER_TAG]: context.physicalName } } },
    }),
    makeAddon(context, "metrics-server", { dependsOn }),
  ];
}

/** The default class of persistent volumes: gp3, encrypted with the cluster's key, made in the zone of the pod. */
export function makeStorageClass(
  context: ManagedAddonContext,
  opts: pulumi.CustomResourceOptions,
): storage.StorageClass {
  return new storage.StorageClass(
    childName(context.name, "storage-class"),
    {
      metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "ebs.csi.aws.com",
      parameters: { type: "gp3", encrypted: "true", kmsKeyId: context.keyArn },
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
      reclaimPolicy: "Delete",
    },
    { parent: context.parent, ...opts },
  );
}

function makeAddon(
  context: ManagedAddonContext,
  addonName: ManagedAddonName,
  spec: { readonly configuration?: object; readonly dependsOn: readonly pulumi.Resource[] },
): eks.Addon {
  const version = context.versions[addonName];
  return new eks.Addon(
    childName(context.name, "addon", addonName),
    {
      clusterName: context.clusterName,
      addonName,
      ...(version === undefined ? {} : { addonVersion: version }),
      ...(spec.configuration === undefined ? {} : { configurationValues: JSON.stringify(spec.configuration) }),
      // What stands here is the truth: edits by hand give way.
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      tags: { ...context.tags },
    },
    { parent: context.parent, dependsOn: [...spec.dependsOn] },
  );
}
