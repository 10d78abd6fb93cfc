import type { Statement } from "../../core/policy";
import { siblingArn } from "../arns";
import type { AddonHost, ClusterAddon } from "./addon";

/** Settings of {@link clusterAutoscaler}. */
export interface ClusterAutoscalerArgs {
  /** Chart version. @default "9.56.0" */
  readonly version?: string;
  /** Image tag, of the cluster's minor version: `v1.35.0`. @default the chart's */
  readonly imageTag?: string;
  /** How it chooses among groups that would do. @default "least-waste" */
  readonly expander?: "least-waste" | "least-nodes" | "most-pods" | "random";
}

const ACCOUNT = { namespace: "kube-system", name: "cluster-autoscaler" } as const;
const DEFAULTS = { version: "9.56.0", expander: "least-waste" } as const satisfies ClusterAutoscalerArgs;

/** The Kubernetes Cluster Autoscaler: it keeps each managed node group between its `min` and `max`. Free of charge. */
export function clusterAutoscaler(args: ClusterAutoscalerArgs = {}): ClusterAddon {
  const { version, expander } = { ...DEFAULTS, ...args };
  return {
    key: "cluster-autoscaler",
    scalesNodeGroups: true,
    check(faults, { addonKeys }) {
      faults.check(!addonKeys.includes("karpenter"), {
        property: "addons",
        given: ["cluster-autoscaler", "karpenter"],
        allowed: "one of the two: both would answer the same pending pods, and each undo what the other did",
        fix: "remove one of them",
      });
    },
    install(host) {
      const role = host.podRole(ACCOUNT, { statements: autoscalerStatements(host) });
      const chart = host.chart({
        key: "cluster-autoscaler",
        chart: "cluster-autoscaler",
        repository: "https://kubernetes.github.io/autoscaler",
        version,
        namespace: ACCOUNT.namespace,
        dependsOn: role.ready,
        values: {
          cloudProvider: "aws",
          awsRegion: host.region,
          autoDiscovery: { clusterName: host.physicalName },
          fullnameOverride: "cluster-autoscaler",
          rbac: { serviceAccount: { create: true, name: ACCOUNT.name } },
          ...(args.imageTag === undefined ? {} : { image: { tag: args.imageTag } }),
          extraArgs: { expander, "balance-similar-node-groups": true, "skip-nodes-with-system-pods": false },
          resources: { requests: { cpu: "100m", memory: "300Mi" }, limits: { memory: "600Mi" } },
        },
      });
      return [chart];
    },
  };
}

/** After the autoscaler's documentation for AWS (read 2026-11): it changes the groups that carry this cluster's tags. */
export function autoscalerStatements(
  host: Pick<AddonHost, "physicalName" | "clusterArn" | "region">,
): readonly Statement[] {
  return [
    {
      sid: "Look",
      actions: [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations",
        "autoscaling:DescribeScalingActivities",
        "autoscaling:DescribeTags",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:GetInstanceTypesFromInstanceRequirements",
      ],
      resources: ["*"],
      conditions: { StringEquals: { "aws:RequestedRegion": host.region } },
    },
    {
      sid: "LookAtNodeGroups",
      actions: ["eks:DescribeNodegroup"],
      resources: [siblingArn(host.clusterArn, "eks", `nodegroup/${host.physicalName}/*`)],
    },
    {
      sid: "ScaleOwnGroups",
      actions: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      resources: [siblingArn(host.clusterArn, "autoscaling", "autoScalingGroup:*:autoScalingGroupName/*")],
      conditions: {
        StringEquals: {
          "aws:ResourceTag/k8s.io/cluster-autoscaler/enabled": "true",
          [`aws:ResourceTag/k8s.io/cluster-autoscaler/${host.physicalName}`]: "owned",
        },
      },
    },
  ];
}
