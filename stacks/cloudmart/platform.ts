import type { EksCluster } from "../../components/cluster";
import { ClusterPlatform, externalSecrets, falco, monitoring, tracing } from "../../components/platform";
import { PLACEMENT } from "../shared/cluster";
import type { RotatedLogin } from "../shared/rotated-login";
import type { Foundation } from "./foundation";
import type { CloudMartSettings } from "./settings";

/** What the design draws around the services: metrics and dashboards, traces, a watch on every node, and secrets. */
export function makePlatform(
  settings: CloudMartSettings,
  { key }: Foundation,
  cluster: EksCluster,
  grafana: RotatedLogin,
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
