import {
  apiGateway,
  argoCd,
  autoscaling,
  ClusterPlatform,
  certManager,
  clusterSecrets,
  DOCUMENTS_NAMESPACE,
  documentOperator,
  elasticOperator,
  falco,
  imageVerification,
  KEDA_NAMESPACE,
  logging,
  messagingOperator,
  monitoring,
  type PlatformAddon,
  type PlatformNamespace,
  progressiveDelivery,
  type RenderedManifests,
  ROLLOUTS_NAMESPACE,
  serviceMesh,
  tracing,
  trivyOperator,
} from "../../components/platform";
import { documentCertificates } from "./documents";
import { apiPortsOf, BROKER_NAMESPACE, DATA_NAMESPACE, type Home, inCluster, SHOP_NAMESPACE } from "./home";
import { BROKER_PORT, brokerCertificates, brokerSecrets } from "./messages";
import { type CloudCommerceSettings, SERVICES } from "./settings";
import { SERVICE_PORT, SPECS } from "./workload-specs";

/** Namespaces that the cluster's own secrets are brought to. */
export const SECRET_NAMESPACES = [BROKER_NAMESPACE, DATA_NAMESPACE, "kong", "monitoring", SHOP_NAMESPACE];

/** What services promise over 30 days: those that an order needs, and those that callers wait for. */
const OBJECTIVES = {
  user: { availabilityPercent: 99.9, latency: { percent: 95, seconds: 0.5 } },
  product: { availabilityPercent: 99.9, latency: { percent: 95, seconds: 0.25 } },
  order: { availabilityPercent: 99.95, latency: { percent: 95, seconds: 0.5 } },
  payment: { availabilityPercent: 99.95, latency: { percent: 95, seconds: 2.5 } },
} as const;

/** What the shop's manifests hold: Argo CD may make nothing else. */
const KINDS = {
  "": ["Service", "ServiceAccount"],
  apps: ["Deployment"],
  "argoproj.io": ["AnalysisTemplate", "Rollout"],
  autoscaling: ["HorizontalPodAutoscaler"],
  "autoscaling.k8s.io": ["VerticalPodAutoscaler"],
  "configuration.konghq.com": ["KongPlugin"],
  "keda.sh": ["ScaledObject", "TriggerAuthentication"],
  "networking.istio.io": ["DestinationRule", "VirtualService"],
  "networking.k8s.io": ["Ingress", "NetworkPolicy"],
  policy: ["PodDisruptionBudget"],
  "security.istio.io": ["AuthorizationPolicy", "PeerAuthentication"],
} as const;

/** What the platform stands on. */
export interface PlatformParts {
  readonly settings: CloudCommerceSettings;
  readonly home: Home;
  readonly namespace: PlatformNamespace;
  /** Where Argo CD reads the shop's workloads. */
  readonly manifests: RenderedManifests | undefined;
}

/** Secrets, metrics, logs and traces, mesh and gateway, scaling and delivery, and the watch on it all. */
export function makePlatform(parts: PlatformParts): ClusterPlatform {
  const { home, namespace } = parts;
  return new ClusterPlatform(
    "shop-platform",
    {
      addons: [...secretAddons(parts), ...watching(parts), ...serving(parts), ...guarding(parts), ...gitOps(parts)],
      ...(home.podRole === undefined ? {} : { podRole: home.podRole }),
      ...apiPortsOf(home),
    },
    inCluster(home, ...home.ready, namespace),
  );
}

function placed({ placement }: Home) {
  return placement === undefined ? {} : { placement };
}

function secretAddons({ settings, home }: PlatformParts): readonly PlatformAddon[] {
  return [
    home.secrets,
    certManager({ replicas: Math.min(settings.platform.replicas, 2), ...placed(home) }),
    clusterSecrets({
      secrets: { ...brokerSecrets(), ...home.generated },
      certificates: { ...brokerCertificates(), ...(home.documentOperator ? documentCertificates() : {}) },
      namespaces: [...SECRET_NAMESPACES, ...(home.documentOperator ? [DOCUMENTS_NAMESPACE] : [])],
      storeName: home.clusterStore,
    }),
  ];
}

/** Metrics with dashboards and promises, traces, and the logs of every pod. */
function watching({ settings, home }: PlatformParts): readonly PlatformAddon[] {
  const { prometheus, traces, logging: logs } = settings.platform;
  return [
    monitoring({
      grafanaSecret: home.references.grafana,
      ...prometheus,
      clients: [ROLLOUTS_NAMESPACE, KEDA_NAMESPACE],
      objectives: OBJECTIVES,
      ...(home.alerts === undefined ? {} : { alerts: home.alerts }),
      ...placed(home),
    }),
    tracing({ memory: traces, metrics: true, ...placed(home) }),
    ...(logs === undefined
      ? []
      : [
          elasticOperator({ filebeat: true, ...placed(home) }),
          logging({ ...logs, agent: "filebeat", kibanaSecret: home.references.kibana, ...placed(home) }),
        ]),
  ];
}

/** The way of a request: gateway, mesh, as many pods as it takes, brokers; and how new versions come. */
function serving({ settings, home }: PlatformParts): readonly PlatformAddon[] {
  const { platform, gateway } = settings;
  return [
    serviceMesh({ replicas: platform.replicas, tracing: true, metrics: true, ...placed(home) }),
    apiGateway({
      namespaces: [SHOP_NAMESPACE],
      servicePorts: [SERVICE_PORT],
      loadBalancerCidrs: home.loadBalancerCidrs,
      rateLimit: { perMinute: gateway.perMinute, by: "ip" },
      cors: { origins: gateway.origins },
      issuers: { cloudcommerce: home.references.tokenKeys },
      scaling: { min: platform.replicas, max: Math.max(6, platform.replicas) },
      mesh: true,
      tracing: true,
      metrics: true,
    }),
    autoscaling({ responseTimes: true, brokers: { [BROKER_NAMESPACE]: [BROKER_PORT] }, ...placed(home) }),
    progressiveDelivery({ traffic: "istio", replicas: platform.replicas, metrics: true, ...placed(home) }),
    messagingOperator({ namespaces: [BROKER_NAMESPACE], ...placed(home) }),
    ...(home.documentOperator ? [documentOperator(placed(home))] : []),
  ];
}

/** Who looks at what runs, and who lets it in. */
function guarding({ settings, home }: PlatformParts): readonly PlatformAddon[] {
  const { watch, signatures } = settings.platform;
  const repositories = home.repositoryArns === undefined ? {} : { repositoryArns: home.repositoryArns };
  return [
    ...(watch
      ? [falco(), trivyOperator({ namespaces: [SHOP_NAMESPACE], metrics: true, ...repositories, ...placed(home) })]
      : []),
    ...(signatures === undefined
      ? []
      : [
          imageVerification({
            images: signatures.images,
            signer: { subject: signatures.workflow },
            namespaces: [SHOP_NAMESPACE],
            ...repositories,
            ...placed(home),
          }),
        ]),
  ];
}

/** Argo CD keeps the shop's namespace as the repository has it; autoscalers keep their number of pods. */
function gitOps({ settings, home, manifests }: PlatformParts): readonly PlatformAddon[] {
  const chosen = settings.platform.gitOps;
  const { repository } = home.references;
  if (chosen === undefined || manifests === undefined) {
    return [];
  }
  return [
    argoCd({
      systems: {
        shop: {
          ...chosen,
          // The program runs in `stacks`, and writes there.
          path: `stacks/${manifests.directory}`,
          namespaces: [SHOP_NAMESPACE],
          kinds: KINDS,
          ...(repository === undefined ? {} : { credentials: { secret: repository } }),
          progressive: SERVICES.filter((name) => SPECS[name].delivery !== undefined).map(
            (name) => `${SHOP_NAMESPACE}/${name}`,
          ),
          autoscaled: SERVICES.filter((name) => settings.workloads.services[name].max !== undefined).map(
            (name) => `${SHOP_NAMESPACE}/${name}`,
          ),
        },
      },
      highAvailability: settings.platform.replicas > 1,
      metrics: true,
      ...placed(home),
    }),
  ];
}
