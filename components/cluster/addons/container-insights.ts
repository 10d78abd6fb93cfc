import * as eks from "@pulumi/aws/eks";
import type { ClusterAddon } from "./addon";

/** Settings of {@link containerInsights}. */
export interface ContainerInsightsArgs {
  /** Exact version: `v4.7.0-eksbuild.1`. @default what EKS takes as default for the Kubernetes version */
  readonly version?: string;
}

const ADDON = "amazon-cloudwatch-observability";

/**
 * CloudWatch Container Insights: the agent on every node sends the pods' logs and metrics to CloudWatch. Its cost is the
 * logs' (half a US dollar per GiB) and one observation per object and minute.
 */
export function containerInsights(args: ContainerInsightsArgs = {}): ClusterAddon {
  return {
    key: "container-insights",
    install(host) {
      const role = host.podRole({ namespace: "amazon-cloudwatch", name: "cloudwatch-agent" }, {}, [
        "CloudWatchAgentServerPolicy",
      ]);
      const addon = new eks.Addon(
        host.childName("addon", ADDON),
        {
          clusterName: host.clusterName,
          addonName: ADDON,
          ...(args.version === undefined ? {} : { addonVersion: args.version }),
          resolveConflictsOnCreate: "OVERWRITE",
          resolveConflictsOnUpdate: "OVERWRITE",
          tags: { ...host.tags },
        },
        host.awsOptions(role.ready),
      );
      return [addon];
    },
    alarms: (clusterName) => [
      {
        key: "failed-nodes",
        summary: "A node of the cluster has failed; look at its conditions and at the node group's repair log first.",
        severity: "page",
        metric: {
          namespace: "ContainerInsights",
          name: "cluster_failed_node_count",
          dimensions: { ClusterName: clusterName },
          statistic: "Maximum",
        },
        comparison: "atLeast",
        threshold: 1,
        evaluationPeriods: 10,
        datapointsToAlarm: 8,
      },
    ],
  };
}
