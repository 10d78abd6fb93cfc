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
 * The nodes on which Prometheus, Grafana and Jaeger run. Beside the shop they would fill a t3.medium, of whose 4 GiB and
 * two cores EKS and the agents of every node leave 2.4 GiB and 1.4 cores; a test adds up what each group must hold.
 */
export function observabilityNodes(settings: CloudMartSettings["platform"]): NodeGroupArgs {
  return {
    ...settings.nodes,
    labels: { [MARK.key]: MARK.value },
    taints: { [MARK.key]: { value: MARK.value, effect: "NoSchedule" } },
  };
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
        tracing({ memory: jaeger.memory, placement: PLACEMENT }),
      ],
      podRole: (account, statements) => cluster.podRole(account, { statements }),
    },
    { provider: cluster.provider, dependsOn: [...grafana.ready] },
  );
}
