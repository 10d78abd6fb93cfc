import * as autoscaling from "@pulumi/aws/autoscaling";
import * as ec2 from "@pulumi/aws/ec2";
import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { childName } from "../core/names";
import { identityPolicy, parseArn, serviceTrust } from "../core/policy";
import { TAINT_EFFECTS } from "./args";
import type { NodeGroupPlan } from "./node-group-plan";
import { managedPolicyArn, roleName } from "./pod-role";
import { nodeUserData } from "./user-data";

const AMI_TYPES = {
  al2023: { amd64: "AL2023_x86_64_STANDARD", arm64: "AL2023_ARM_64_STANDARD" },
  bottlerocket: { amd64: "BOTTLEROCKET_x86_64", arm64: "BOTTLEROCKET_ARM_64" },
} as const;

/** Bottlerocket's own volume, in GiB: images and logs live on the second one. */
const BOTTLEROCKET_SYSTEM_GIB = 4;

/** What nodes are made from, whoever makes them. */
export interface NodeContext {
  /** Logical name of the cluster. */
  readonly name: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Output<string>;
  readonly version: string;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly keyArn: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly parent: pulumi.Resource;
  /** Add-ons that a node needs to become ready, and its way out. */
  readonly dependsOn: readonly pulumi.Resource[];
  /** Whether the cluster autoscaler reads the groups' labels and taints from their tags. */
  readonly scalingTags: boolean;
}

/** A node's role, and the policies that must stand before the first node starts. */
export interface NodeRole {
  readonly role: iam.Role;
  readonly policies: readonly pulumi.Resource[];
}

/**
 * The role of nodes: it lets the Pod Identity agent work, pulls images, and tells a node its own name. What pods do, the
 * network plugin included, is granted to pods.
 */
export function makeNodeRole(context: NodeContext, roleKey: string): NodeRole {
  const name = childName(context.name, roleKey);
  const role = new iam.Role(
    name,
    {
      ...roleName(name),
      description: `Nodes of ${context.name}`,
      assumeRolePolicy: serviceTrust("ec2.amazonaws.com"),
      tags: context.tags,
    },
    { parent: context.parent },
  );
  const attachments = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"].map(
    (policy) =>
      new iam.RolePolicyAttachment(
        `${name}-${policy}`,
        { role: role.name, policyArn: managedPolicyArn(policy) },
        { parent: role },
      ),
  );
  return { role, policies: [...attachments, joinPolicy(context, name, role)] };
}

/** At boot, nodeadm and Bottlerocket ask EC2 for the instance's name and size, and EKS for the cluster's addresses. */
function joinPolicy(context: NodeContext, name: string, role: iam.Role): iam.RolePolicy {
  const region = context.clusterArn.apply((arn) => parseArn(arn).region);
  return new iam.RolePolicy(
    `${name}-join`,
    {
      role: role.name,
      policy: identityPolicy([
        {
          sid: "LookAtInstances",
          actions: ["ec2:DescribeInstances", "ec2:DescribeInstanceTypes"],
          resources: ["*"],
          conditions: { StringEquals: { "aws:RequestedRegion": region } },
        },
        { sid: "LookAtTheCluster", actions: ["eks:DescribeCluster"], resources: [context.clusterArn] },
      ]),
    },
    { parent: role },
  );
}

/** One managed group, its launch template and, where asked for, the tags that the cluster autoscaler reads. */
export function makeNodeGroup(context: NodeContext, group: NodeGroupPlan, nodeRole: NodeRole): eks.NodeGroup {
  const template = makeLaunchTemplate(context, group);
  const nodeGroup = new eks.NodeGroup(
    childName(context.name, "nodes", group.key),
    {
      clusterName: context.clusterName,
      version: context.version,
      nodeRoleArn: nodeRole.role.arn,
      subnetIds: context.subnetIds,
      amiType: AMI_TYPES[group.os][group.architecture],
      capacityType: group.capacity === "spot" ? "SPOT" : "ON_DEMAND",
      instanceTypes: [...group.instanceTypes],
      scalingConfig: { minSize: group.min, desiredSize: group.desired, maxSize: group.max },
      updateConfig: { maxUnavailablePercentage: group.maxUnavailablePercent },
      nodeRepairConfig: { enabled: true },
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      labels: { ...group.labels },
      taints: Object.entries(group.taints).map(([key, taint]) => ({
        key,
        ...(taint.value === undefined ? {} : { value: taint.value }),
        effect: TAINT_EFFECTS[taint.effect],
      })),
      tags: { ...context.tags },
    },
    {
      parent: context.parent,
      // An autoscaler owns the number of nodes once the group stands.
      ignoreChanges: ["scalingConfig.desiredSize"],
      dependsOn: [...nodeRole.policies, ...context.dependsOn],
    },
  );
  if (context.scalingTags) {
    makeScalingTags(context, group, nodeGroup);
  }
  return nodeGroup;
}

function makeLaunchTemplate(context: NodeContext, group: NodeGroupPlan): ec2.LaunchTemplate {
  const tags = { ...context.tags, Name: `${context.name}-${group.key}` };
  return new ec2.LaunchTemplate(
    childName(context.name, "template", group.key),
    {
      description: `Nodes of ${context.name}, group ${group.key}`,
      updateDefaultVersion: true,
      // One hop keeps the instance's credentials from pods that have a network of their own.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: volumes(context, group),
      monitoring: { enabled: true },
      userData: nodeUserData(group.os, group.maxPods),
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
      tags: { ...context.tags },
    },
    { parent: context.parent },
  );
}

function volumes(context: NodeContext, group: NodeGroupPlan): ec2.LaunchTemplateArgs["blockDeviceMappings"] {
  const volume = (deviceName: string, volumeSize: number) => ({
    deviceName,
    ebs: { volumeSize, volumeType: "gp3", encrypted: "true", kmsKeyId: context.keyArn, deleteOnTermination: "true" },
  });
  return group.os === "al2023"
    ? [volume("/dev/xvda", group.diskGiB)]
    : [volume("/dev/xvda", BOTTLEROCKET_SYSTEM_GIB), volume("/dev/xvdb", group.diskGiB)];
}

/**
 * What the cluster autoscaler must know about a group that has no node to look at. EKS itself sets the tags by which the
 * autoscaler finds its groups.
 */
function makeScalingTags(context: NodeContext, group: NodeGroupPlan, nodeGroup: eks.NodeGroup): void {
  const prefix = "k8s.io/cluster-autoscaler/node-template";
  const autoscalingGroupName = nodeGroup.resources.apply(
    (resources) => resources[0]?.autoscalingGroups?.[0]?.name ?? "",
  );
  const labels = Object.entries(group.labels).map(([key, value]) => [`label/${key}`, value] as const);
  const taints = Object.entries(group.taints).map(
    ([key, taint]) => [`taint/${key}`, `${taint.value ?? ""}:${taint.effect}`] as const,
  );
  for (const [key, value] of [...labels, ...taints]) {
    new autoscaling.Tag(
      childName(context.name, "scaling-tag", `${group.key}-${key}`),
      { autoscalingGroupName, tag: { key: `${prefix}/${key}`, value, propagateAtLaunch: false } },
      { parent: context.parent },
    );
  }
}
