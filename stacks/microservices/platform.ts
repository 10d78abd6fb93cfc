import type * as pulumi from "@pulumi/pulumi";
import type { EksCluster } from "../../components/cluster";
import type { EventStream, RelationalDatabase, SecretStore } from "../../components/data";
import {
  apiGateway,
  argoCd,
  awsMetrics,
  ClusterPlatform,
  certManager,
  elasticOperator,
  externalSecrets,
  logging,
  monitoring,
  type PlatformNamespace,
  type RenderedManifests,
  serviceMesh,
  tracing,
} from "../../components/platform";
import { PLACEMENT } from "../shared/cluster";
import { tierBlocks } from "../shared/network";
import type { RotatedLogin } from "../shared/rotated-login";
import { ANALYTICS_GROUP } from "./data";
import type { Foundation } from "./foundation";
import { type MicroservicesSettings, SERVICES } from "./settings";
import { GATEWAY_PORT, NOTIFICATION_GROUP } from "./workload-specs";

/** Namespace of the shop's pods. */
export const SHOP_NAMESPACE = "shop";

/** Namespace of the jobs that make topics and databases: apart from the shop's, whose pods shall never see the master's password. */
export const SETUP_NAMESPACE = "setup";

/** Where secrets may be brought to, and nowhere else. */
const SECRET_NAMESPACES = ["argocd", "fluent-bit", "logging", "monitoring", SETUP_NAMESPACE];

/** What the shop's manifests hold: Argo CD may make nothing else. */
const SHOP_KINDS = {
  "": ["Service", "ServiceAccount"],
  apps: ["Deployment"],
  autoscaling: ["HorizontalPodAutoscaler"],
  "networking.k8s.io": ["NetworkPolicy"],
  policy: ["PodDisruptionBudget"],
} as const;

/** What members of the roadmap's mesh have beside. */
const MESH_KINDS = {
  "networking.istio.io": ["DestinationRule"],
  "security.istio.io": ["AuthorizationPolicy", "PeerAuthentication"],
} as const;

/** What services behind the roadmap's Kong have beside. */
const GATEWAY_KINDS = {
  "networking.k8s.io": ["NetworkPolicy", "Ingress"],
  "configuration.konghq.com": ["KongPlugin", "KongUpstreamPolicy"],
} as const;

/** What the platform shows and reads. */
export interface PlatformParts {
  readonly settings: MicroservicesSettings;
  readonly base: Foundation;
  readonly cluster: EksCluster;
  readonly namespace: PlatformNamespace;
  readonly manifests: RenderedManifests;
  readonly database: RelationalDatabase<"users" | "orders">;
  readonly stream: EventStream<"orders" | "analytics-results">;
  /** What operators fill: how Argo CD reads the repository, and signs people in. */
  readonly credentials: SecretStore<"argocd-repository" | "argocd-sign-in">;
  readonly grafana: RotatedLogin;
  readonly kibana: RotatedLogin;
}

/** Secrets, GitOps, metrics with dashboards and rules, and the logs of every pod. */
export function makePlatform(parts: PlatformParts): ClusterPlatform {
  const { settings, base, cluster, credentials, grafana, kibana } = parts;
  const { prometheus, logging: logs } = settings.platform;
  const repository = credentials.secret("argocd-repository");
  const signIn = credentials.secret("argocd-sign-in");
  return new ClusterPlatform(
    "shop-platform",
    {
      addons: [
        externalSecrets({
          region: settings.aws.region,
          secretArns: [
            grafana.secret.arn,
            kibana.secret.arn,
            repository.arn,
            signIn.arn,
            // For the job that makes the databases.
            parts.database.masterSecretArn,
          ],
          keyArns: [base.key.arn],
          namespaces: SECRET_NAMESPACES,
        }),
        monitoring({
          grafanaSecret: grafana.secret.bindingReference,
          retention: prometheus.retention,
          storage: prometheus.storage,
          memory: prometheus.memory,
          scrapedNamespaces: [SHOP_NAMESPACE],
          ...(settings.stream.mode === "provisioned"
            ? { brokers: { orders: parts.stream.bootstrapServers().apply((brokers) => brokers.split(",")) } }
            : {}),
          placement: PLACEMENT,
        }),
        awsMetrics({
          region: settings.aws.region,
          databases: [parts.database.instance.identifier],
          streams: [
            {
              clusterName: parts.stream.cluster.clusterName,
              groups: { [NOTIFICATION_GROUP]: ["orders"], [ANALYTICS_GROUP]: ["orders"] },
            },
          ],
          placement: PLACEMENT,
        }),
        elasticOperator({ placement: PLACEMENT }),
        logging({ ...logs, kibanaSecret: kibana.secret.bindingReference, metrics: true, placement: PLACEMENT }),
        gitOps(parts, repository.bindingReference, signIn.bindingReference),
        ...(settings.future.openTelemetry ? [tracing({ memory: "512Mi", placement: PLACEMENT, metrics: true })] : []),
        ...(settings.future.istio
          ? [serviceMesh({ tracing: settings.future.openTelemetry, metrics: true, placement: PLACEMENT })]
          : []),
        ...(settings.future.kong ? [certManager({ placement: PLACEMENT }), kong(settings)] : []),
      ],
      podRole: (account, statements) => cluster.podRole(account, { statements }),
    },
    // Argo CD's Role stands in the shop's namespace.
    { provider: cluster.provider, dependsOn: [parts.namespace, ...grafana.ready, ...kibana.ready] },
  );
}

/** The roadmap's gateway, in front of the one way in. */
function kong(settings: MicroservicesSettings) {
  return apiGateway({
    namespaces: [SHOP_NAMESPACE],
    servicePorts: [GATEWAY_PORT],
    loadBalancerCidrs: tierBlocks(settings.network, "public"),
    mesh: settings.future.istio,
    tracing: settings.future.openTelemetry,
    metrics: true,
  });
}

/** What the shop's manifests may hold, on the roadmap as it is switched. */
function kindsOf({ future }: MicroservicesSettings) {
  return {
    ...SHOP_KINDS,
    ...(future.istio ? MESH_KINDS : {}),
    ...(future.kong ? GATEWAY_KINDS : {}),
  };
}

/** Argo CD keeps the shop's namespace as the repository has it; autoscalers keep their number of pods. */
function gitOps(
  { settings, manifests }: PlatformParts,
  repository: pulumi.Input<string>,
  signIn: pulumi.Input<string>,
) {
  const { gitOps: chosen, workloads } = settings;
  return argoCd({
    systems: {
      shop: {
        repository: chosen.repository,
        revision: chosen.revision,
        // The program runs in `stacks`, and writes there.
        path: `stacks/${manifests.directory}`,
        namespaces: [SHOP_NAMESPACE],
        kinds: kindsOf(settings),
        credentials: { secret: repository },
        autoscaled: SERVICES.filter((name) => workloads.services[name].max !== undefined).map(
          (name) => `${SHOP_NAMESPACE}/${name}`,
        ),
      },
    },
    highAvailability: chosen.highAvailability,
    ...(chosen.signIn === undefined
      ? {}
      : { sso: { ...chosen.signIn, secret: signIn, groups: { platform: "admin", developers: "readonly" } } }),
    metrics: true,
    placement: PLACEMENT,
  });
}
