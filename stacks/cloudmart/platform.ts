import { LogGroup } from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import type { EksCluster, NodeGroupArgs } from "../../components/cluster";
import type { StoredSecret } from "../../components/data";
import {
  type ChartPlacement,
  ClusterPlatform,
  externalSecrets,
  falco,
  monitoring,
  tracing,
} from "../../components/platform";
import type { Foundation } from "./foundation";
import type { CloudMartSettings } from "./settings";

/** Marks the nodes of the platform; the taint keeps every other pod away from them. */
const MARK = { key: "multicloud-estate/nodes", value: "observability" } as const;

const PLACEMENT: ChartPlacement = {
  nodeSelector: { [MARK.key]: MARK.value },
  tolerations: [{ key: MARK.key, operator: "Equal", value: MARK.value, effect: "NoSchedule" }],
};

/**
 * The nodes on which Prometheus, Grafana and Jaeger run. Of a t3.medium's 4 GiB and two cores, EKS and the agents of every
 * node leave 2.5 GiB and 1.3 cores: not enough for the shop beside them. A test adds up what each group must hold.
 */
export function observabilityNodes(settings: CloudMartSettings["platform"]): NodeGroupArgs {
  return {
    ...settings.nodes,
    labels: { [MARK.key]: MARK.value },
    taints: { [MARK.key]: { value: MARK.value, effect: "NoSchedule" } },
  };
}

/** Log groups of Container Insights: what pods write, what the node's services write, and the samples of the metrics. */
const CONTAINER_LOGS = ["application", "dataplane", "host", "performance"] as const;

/** Container Insights would make these groups itself, without a customer key, and keep them for ever. */
export function makeContainerLogs(settings: CloudMartSettings, { key }: Foundation, cluster: EksCluster): void {
  for (const kind of CONTAINER_LOGS) {
    new LogGroup(
      `cloudmart-container-logs-${kind}`,
      {
        name: `/aws/containerinsights/${settings.cluster.name}/${kind}`,
        kmsKeyId: key.arn,
        retentionInDays: settings.logs.retentionDays,
      },
      // Long before the first node is there to log anything.
      { parent: cluster },
    );
  }
}

/** What the design draws around the services: metrics and dashboards, traces, a watch on every node, and secrets. */
export function makePlatform(
  settings: CloudMartSettings,
  { key }: Foundation,
  cluster: EksCluster,
  grafana: { readonly secret: StoredSecret; readonly ready: readonly pulumi.Resource[] },
): ClusterPlatform {
  const { prometheus, jaeger } = settings.platform;
  return new ClusterPlatform(
    "cloudmart-platform",
    {
      addons: [
        externalSecrets({ region: settings.aws.region, secretArns: [grafana.secret.arn], keyArns: [key.arn] }),
        monitoring({
          grafanaSecret: grafana.secret.bindingReference,
          retention: prometheus.retention,
          storage: prometheus.storage,
          memory: prometheus.memory,
          placement: PLACEMENT,
        }),
        falco(),
        tracing({ memory: jaeger.memory, placement: PLACEMENT, metrics: true }),
      ],
      podRole: (account, statements) => cluster.podRole(account, { statements }),
    },
    { provider: cluster.provider, dependsOn: [...grafana.ready] },
  );
}
