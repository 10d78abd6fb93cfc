import { LogGroup } from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import type { AccessPolicy, EksCluster, EksClusterArgs, NodeGroupArgs } from "../../components/cluster";
import type { EncryptionKey } from "../../components/core";
import type { ChartPlacement } from "../../components/platform";
import type { ClusterSettings, NodeGroupSettings } from "./settings";

/** Marks the nodes of the platform; the taint keeps every other pod away from them. */
const MARK = { key: "multicloud-estate/nodes", value: "observability" } as const;

/** Charts that run on the platform's nodes. */
export const PLACEMENT: ChartPlacement = {
  nodeSelector: { [MARK.key]: MARK.value },
  tolerations: [{ key: MARK.key, operator: "Equal", value: MARK.value, effect: "NoSchedule" }],
};

/**
 * The nodes on which the platform runs. Of a t3.medium's 4 GiB and two cores, EKS and the agents of every node leave 2.5 GiB
 * and 1.3 cores: not enough for a shop beside Prometheus and its like. A test adds up what each group must hold.
 */
export function observabilityNodes(nodes: NodeGroupSettings): NodeGroupArgs {
  return {
    ...nodes,
    labels: { [MARK.key]: MARK.value },
    taints: { [MARK.key]: { value: MARK.value, effect: "NoSchedule" } },
  };
}

/** Who may use a cluster's Kubernetes API, and from where it can be reached. */
export function apiAccess({
  administrators,
  viewers = {},
  apiAccess: { publicCidrs, privateCidrs },
}: ClusterSettings): Pick<EksClusterArgs, "access" | "privateAccessCidrs" | "publicAccessCidrs"> {
  return {
    access: { ...entries(administrators, "cluster-admin"), ...entries(viewers, "view") },
    ...(publicCidrs.length === 0 ? {} : { publicAccessCidrs: publicCidrs }),
    privateAccessCidrs: privateCidrs,
  };
}

function entries(arns: Readonly<Record<string, string>>, policy: AccessPolicy): NonNullable<EksClusterArgs["access"]> {
  return Object.fromEntries(Object.entries(arns).map(([name, principalArn]) => [name, { principalArn, policy }]));
}

/** Log groups of Container Insights: what pods write, what the node's services write, and the samples of the metrics. */
const CONTAINER_LOGS = ["application", "dataplane", "host", "performance"] as const;

/** Container Insights would make these groups itself, without a customer key, and keep them for ever. */
export function makeContainerLogs(
  system: string,
  cluster: EksCluster,
  args: { readonly clusterName: string; readonly key: EncryptionKey; readonly retentionDays: number },
): void {
  for (const kind of CONTAINER_LOGS) {
    new LogGroup(
      `${system}-container-logs-${kind}`,
      {
        name: `/aws/containerinsights/${args.clusterName}/${kind}`,
        kmsKeyId: args.key.arn,
        retentionInDays: args.retentionDays,
      },
      // Long before the first node is there to log anything.
      { parent: cluster } satisfies pulumi.CustomResourceOptions,
    );
  }
}
