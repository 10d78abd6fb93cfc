import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { checkWhole } from "../../checks";
import { MESH_CONTROL_PORT, MESH_METRICS_PORT, MESH_NAMESPACE, MESH_TRACES } from "../../workload-mesh";
import type { AddonStage, ChartPlacement, PlatformAddon } from "../addon";
import { MONITORING_NAMESPACE, prometheusRule } from "../monitoring/rules";
import { COMPRESSION } from "./compression";
import { MESH_RULES } from "./rules";

/** Settings of {@link serviceMesh}. */
export interface ServiceMeshArgs {
  /** Version of Istio's charts, the same for all three. @default "1.31.0" */
  readonly version?: string;
  /** Least pods of the control plane; sidecars go on without it, and new pods wait for it. @default 2 */
  readonly replicas?: number;
  /** Share of requests whose trace is kept, in percent, 0 to 100. @default 10 */
  readonly traceSamplePercent?: number;
  /** Compresses answers of text between services and towards the gateway. @default true */
  readonly compression?: boolean;
  /** Sends traces to the collector of `tracing()`. @default false */
  readonly tracing?: boolean;
  /** Prometheus of `monitoring()` scrapes sidecars and control plane. @default false */
  readonly metrics?: boolean;
  /** Nodes of the control plane; the node agent is everywhere. @default any */
  readonly placement?: ChartPlacement;
}

/** 1.31.0 of 2026-08-31 (Istio's releases, read 2026-11). */
const DEFAULTS = {
  version: "1.31.0",
  replicas: 2,
  traceSamplePercent: 10,
  compression: true,
  tracing: false,
  metrics: false,
} as const satisfies ServiceMeshArgs;
const REPOSITORY = "https://istio-release.storage.googleapis.com/charts";
/** Namespace of the node agent, which alone may reach into the node. */
const AGENT_NAMESPACE = "istio-cni";
const WEBHOOK_PORT = 15_017;
const CONTROL_METRICS_PORT = 15_014;
/** Most pods of the control plane. */
const MOST_REPLICAS = 5;
const TRACER = "collector";

/**
 * Istio, with its CNI plugin in place of privileged init containers, so that pods of the mesh stay under `restricted`. Every
 * call between members is mutual TLS, and nobody may call anybody but by a connection that a workload declares:
 * `new Workload("orders", { mesh: {} })`, `web.connectTo(orders)`.
 *
 * Costs half a GiB for each pod of the control plane, and a sidecar of 64 MiB in each pod of the mesh.
 */
export function serviceMesh(args: ServiceMeshArgs = {}): PlatformAddon {
  const plan = { ...DEFAULTS, ...args };
  return {
    key: "service-mesh",
    dependsOn: [...(plan.tracing ? ["tracing"] : []), ...(plan.metrics ? ["monitoring"] : [])],
    namespaces: [
      {
        name: MESH_NAMESPACE,
        openPorts: [MESH_CONTROL_PORT, ...(plan.metrics ? [CONTROL_METRICS_PORT] : [])],
        webhookPorts: [WEBHOOK_PORT],
      },
      { name: AGENT_NAMESPACE, podSecurity: "privileged" },
    ],
    charts: [
      chart("istio-base", "base", MESH_NAMESPACE, plan.version, {}),
      // Before the control plane: a pod with a sidecar starts only where the agent has set up its network.
      chart("istio-cni", "cni", AGENT_NAMESPACE, plan.version, agentValues()),
      chart("istiod", "istiod", MESH_NAMESPACE, plan.version, controlValues(plan)),
    ],
    check(faults) {
      checkWhole(faults, "addons.service-mesh.replicas", plan.replicas, { min: 1, max: MOST_REPLICAS }, "pods");
      const share = { min: 0, max: 100 };
      checkWhole(faults, "addons.service-mesh.traceSamplePercent", plan.traceSamplePercent, share, "percent");
      faults.check(/^1\.\d+\.\d+$/.test(plan.version), {
        property: "addons.service-mesh.version",
        given: plan.version,
        allowed: "an exact version of Istio 1",
        fix: `write all three numbers, such as "${DEFAULTS.version}"`,
      });
    },
    finish: (stage) => [
      ...meshPolicies(stage),
      meshTelemetry(stage, plan),
      ...(plan.compression ? [compression(stage)] : []),
      ...(plan.metrics
        ? [
            sidecarMonitor(stage),
            controlMonitor(stage),
            prometheusRule(stage.childName("rules", "mesh"), "mesh", MESH_RULES, stage.options),
          ]
        : []),
    ],
  };
}

type Plan = Required<Omit<ServiceMeshArgs, "placement">> & Pick<ServiceMeshArgs, "placement">;

function chart(key: string, name: string, namespace: string, version: string, values: Record<string, unknown>) {
  return {
    key,
    chart: name,
    repository: REPOSITORY,
    version,
    namespace,
    values,
    // The control plane writes these once it runs.
    keep: Object.fromEntries(
      ["Mutating", "Validating"].map((kind) => [
        `kubernetes:admissionregistration.k8s.io/v1:${kind}WebhookConfiguration`,
        ["webhooks[*].clientConfig.caBundle", "webhooks[*].failurePolicy"],
      ]),
    ),
  };
}

function agentValues(): Record<string, unknown> {
  return {
    global: { logAsJson: true },
    excludeNamespaces: [MESH_NAMESPACE, AGENT_NAMESPACE, "kube-system"],
    // The network of a pod that came before the agent on a new node is set up after the fact, which needs no right to delete.
    repair: { enabled: true, repairPods: true },
    resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "128Mi" } },
  };
}

function controlValues(plan: Plan): Record<string, unknown> {
  return {
    cni: { enabled: true },
    autoscaleMin: plan.replicas,
    autoscaleMax: MOST_REPLICAS,
    resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "1Gi" } },
    seccompProfile: { type: "RuntimeDefault" },
    // A sidecar is an init container that stays: it is there before its service and after it, and jobs come to an end.
    env: { ENABLE_NATIVE_SIDECARS: "true" },
    global: {
      logAsJson: true,
      proxy: { resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { cpu: "1", memory: "256Mi" } } },
    },
    meshConfig: {
      enablePrometheusMerge: true,
      defaultConfig: { holdApplicationUntilProxyStarts: true },
      ...(plan.tracing ? { enableTracing: true, extensionProviders: [tracer()] } : {}),
    },
    ...plan.placement,
  };
}

function tracer(): object {
  const { name, namespace, port } = MESH_TRACES;
  return { name: TRACER, opentelemetry: { service: `${name}.${namespace}.svc.cluster.local`, port } };
}

/** In the root namespace, so that they hold for every member of the mesh. */
function meshPolicies(stage: AddonStage): readonly CustomResource[] {
  const metadata = { name: "default", namespace: MESH_NAMESPACE };
  return [
    new CustomResource(
      stage.childName("mesh-peer-authentication"),
      {
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata,
        spec: { mtls: { mode: "STRICT" } },
      },
      stage.options,
    ),
    new CustomResource(
      stage.childName("mesh-default-deny"),
      // Without a rule it allows nothing; each connection that a workload declares adds one that does.
      { apiVersion: "security.istio.io/v1", kind: "AuthorizationPolicy", metadata, spec: {} },
      stage.options,
    ),
  ];
}

/** Failures are logged by the sidecars, and a share of the requests is traced. */
function meshTelemetry(stage: AddonStage, plan: Plan): CustomResource {
  const tracing = [{ providers: [{ name: TRACER }], randomSamplingPercentage: plan.traceSamplePercent }];
  return new CustomResource(
    stage.childName("mesh-telemetry"),
    {
      apiVersion: "telemetry.istio.io/v1",
      kind: "Telemetry",
      metadata: { name: "default", namespace: MESH_NAMESPACE },
      spec: {
        accessLogging: [{ providers: [{ name: "envoy" }], filter: { expression: "response.code >= 400" } }],
        ...(plan.tracing ? { tracing } : {}),
      },
    },
    stage.options,
  );
}

function compression(stage: AddonStage): CustomResource {
  return new CustomResource(
    stage.childName("mesh-compression"),
    {
      apiVersion: "networking.istio.io/v1alpha3",
      kind: "EnvoyFilter",
      metadata: { name: "compression", namespace: MESH_NAMESPACE },
      spec: { configPatches: [COMPRESSION] },
    },
    stage.options,
  );
}

function monitor(stage: AddonStage, role: string, spec: object): CustomResource {
  const metadata = { name: role, namespace: MONITORING_NAMESPACE };
  return new CustomResource(
    stage.childName(role),
    { apiVersion: "monitoring.coreos.com/v1", kind: "PodMonitor", metadata, spec },
    stage.options,
  );
}

/** Every pod that has a sidecar, and asks for being scraped. */
function sidecarMonitor(stage: AddonStage): CustomResource {
  return monitor(stage, "mesh-sidecars", {
    namespaceSelector: { any: true },
    selector: { matchLabels: { "sidecar.istio.io/inject": "true" } },
    podMetricsEndpoints: [
      {
        path: "/stats/prometheus",
        relabelings: [
          { action: "keep", sourceLabels: ["__meta_kubernetes_pod_container_name"], regex: "istio-proxy" },
          {
            action: "replace",
            sourceLabels: ["__meta_kubernetes_pod_ip"],
            targetLabel: "__address__",
            replacement: `$1:${MESH_METRICS_PORT}`,
          },
          {
            action: "replace",
            sourceLabels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"],
            targetLabel: "service_name",
          },
        ],
        port: "http-envoy-prom",
      },
    ],
  });
}

function controlMonitor(stage: AddonStage): CustomResource {
  return monitor(stage, "mesh-control", {
    namespaceSelector: { matchNames: [MESH_NAMESPACE] },
    selector: { matchLabels: { app: "istiod" } },
    podMetricsEndpoints: [{ port: "http-monitoring", path: "/metrics" }],
  });
}
