import { checkWhole } from "../../checks";
import { podsOf, tcp } from "../../network-rules";
import type { ChartPlacement, PlatformAddon } from "../addon";
import { MONITORING_NAMESPACE, type PrometheusRules, prometheusRule } from "../monitoring/rules";

/** Settings of {@link progressiveDelivery}. */
export interface ProgressiveDeliveryArgs {
  /** What shifts the traffic of canaries, beside the number of pods. @default none */
  readonly traffic?: "istio" | "alb";
  /** Pods of the controller, 1 to 5. @default 2 */
  readonly replicas?: number;
  /** Prometheus of `monitoring()` scrapes it, and a rule says when a version was taken back. @default false */
  readonly metrics?: boolean;
  /** Chart version. @default "2.41.0" */
  readonly version?: string;
  /** Nodes of it. @default any */
  readonly placement?: ChartPlacement;
}

/** Of 2026-07-01 (seen in use). */
const VERSION = "2.41.0";
/** Namespace of the controller, which asks Prometheus: one of `monitoring({ clients })`. */
export const ROLLOUTS_NAMESPACE = "argo-rollouts";
const METRICS_PORT = 8090;
const PROMETHEUS_PORT = 9090;

/** What the controller says of new versions. */
export const ROLLOUT_RULES: PrometheusRules = [
  {
    alert: "RolloutHasNoPods",
    expr: "max by (namespace, name) (rollout_info_replicas_available) == 0 and max by (namespace, name) (rollout_info_replicas_desired) > 0",
    for: "5m",
    severity: "page",
    summary: "No pod of {{ $labels.namespace }}/{{ $labels.name }} is ready; look at the Rollout's events first.",
  },
  {
    alert: "NewVersionTakenBack",
    expr: 'max by (namespace, name) (rollout_info{phase="Degraded"}) == 1',
    for: "1m",
    severity: "ticket",
    summary:
      "The new version of {{ $labels.namespace }}/{{ $labels.name }} was taken back; look at its newest AnalysisRun for what it did not hold.",
  },
  {
    alert: "NewVersionWaits",
    expr: 'max by (namespace, name) (rollout_info{phase="Paused"}) == 1',
    for: "2h",
    severity: "ticket",
    summary: "The new version of {{ $labels.namespace }}/{{ $labels.name }} waits for somebody to promote it.",
  },
];

/**
 * Argo Rollouts: new versions come step by step, and go again by themselves where Prometheus says that they are ill. A workload
 * asks for it: `new Workload("orders", { delivery: { strategy: "blueGreen" } })`. Costs the memory of two pods.
 */
export function progressiveDelivery(args: ProgressiveDeliveryArgs = {}): PlatformAddon {
  const plan = { replicas: 2, metrics: false, version: VERSION, ...args };
  return {
    key: "progressive-delivery",
    // Without Prometheus no version is let through.
    dependsOn: ["monitoring"],
    namespaces: [
      {
        name: ROLLOUTS_NAMESPACE,
        ...(plan.metrics ? { openPorts: [METRICS_PORT], openTo: [MONITORING_NAMESPACE] } : {}),
      },
    ],
    charts: [
      {
        key: "argo-rollouts",
        chart: "argo-rollouts",
        repository: "https://argoproj.github.io/argo-helm",
        version: plan.version,
        namespace: ROLLOUTS_NAMESPACE,
        values: values(plan),
      },
    ],
    check(faults) {
      checkWhole(faults, "addons.progressive-delivery.replicas", plan.replicas, { min: 1, max: 5 }, "pods");
    },
    prepare(stage) {
      const to = [podsOf(MONITORING_NAMESPACE, { "app.kubernetes.io/name": "prometheus" })];
      const policy = stage.namespaces[ROLLOUTS_NAMESPACE]?.policy("prometheus", {
        policyTypes: ["Egress"],
        egress: [{ to, ports: tcp(PROMETHEUS_PORT) }],
      });
      return policy === undefined ? [] : [policy];
    },
    finish: (stage) =>
      plan.metrics
        ? [prometheusRule(stage.childName("rules", "rollouts"), "rollouts", ROLLOUT_RULES, stage.options)]
        : [],
  };
}

/** Ways of shifting that the controller gets no rights for. */
const OTHERS = [
  "smi",
  "ambassador",
  "awsAppMesh",
  "traefik",
  "apisix",
  "contour",
  "glooPlatform",
  "gatewayAPI",
] as const;

/** The namespace of the Rollout that a series is about, and not the controller's, by which Prometheus would replace it. */
const OF_THE_ROLLOUT = {
  action: "replace",
  sourceLabels: ["exported_namespace"],
  regex: "(.+)",
  targetLabel: "namespace",
} as const;

function values(plan: { readonly replicas: number; readonly metrics: boolean } & ProgressiveDeliveryArgs) {
  return {
    installCRDs: true,
    keepCRDs: true,
    // Teams get their rights by name.
    createClusterAggregateRoles: false,
    controller: {
      replicas: plan.replicas,
      resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
      pdb: { enabled: plan.replicas > 1, maxUnavailable: 1 },
      metrics: {
        enabled: plan.metrics,
        serviceMonitor: { enabled: plan.metrics, ...(plan.metrics ? { metricRelabelings: [OF_THE_ROLLOUT] } : {}) },
      },
      logging: { format: "json" },
      ...plan.placement,
    },
    providerRBAC: {
      enabled: true,
      providers: {
        ...Object.fromEntries(OTHERS.map((name) => [name, false])),
        istio: plan.traffic === "istio",
        awsLoadBalancerController: plan.traffic === "alb",
      },
    },
    dashboard: { enabled: false },
  };
}
