import { bytes, checkBytes } from "../checks";
import type { PodPeer } from "../workload";
import type { ChartPlacement, PlatformAddon } from "./addon";
import { CHART_CONTAINER_SECURITY, CHART_POD_SECURITY } from "./external-secrets";
import { METRICS_ENDPOINT } from "./monitoring/monitoring";

/** Settings of {@link tracing}. */
export interface TracingArgs {
  /** Version of Jaeger's chart; 4 and newer is Jaeger 2. @default "4.12.0" */
  readonly jaegerVersion?: string;
  /** Version of the collector's chart. @default "0.158.3" */
  readonly collectorVersion?: string;
  /** Pods of the collector. @default 1 */
  readonly collectors?: number;
  /** Memory of Jaeger, which keeps the newest traces there: about 6,500 for each 256Mi. @default "1Gi" */
  readonly memory?: string;
  /** Hands on what services measure to Prometheus, which `monitoring()` installs. @default false: it is dropped */
  readonly metrics?: boolean;
  /** Nodes of both. @default any */
  readonly placement?: ChartPlacement;
}

/** Jaeger's as seen in use in 2026-08; the collector's as seen in its repository (2026-11). */
const DEFAULTS = {
  jaegerVersion: "4.12.0",
  collectorVersion: "0.158.3",
  collectors: 1,
  memory: "1Gi",
  metrics: false,
} as const;
const NAMESPACE = "tracing";
/** Names of the two Services, set as the charts' full names. */
const JAEGER = "jaeger";
const COLLECTOR = "opentelemetry-collector";
/** OTLP over gRPC and over HTTP. */
const OTLP = { grpc: 4317, http: 4318 } as const;

/** Where workloads send their traces: `workload.connectTo(TRACES)`. */
export const TRACES: PodPeer = {
  peerName: COLLECTOR,
  namespace: NAMESPACE,
  podLabels: { "app.kubernetes.io/name": COLLECTOR },
  port: OTLP.http,
};

/** Address of the collector, for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
export const TRACES_ENDPOINT = `http://${COLLECTOR}.${NAMESPACE}.svc.cluster.local:${OTLP.http}`;

/** Memory that a trace takes in Jaeger's store, in bytes; half of the memory is the store's. */
const TRACE_BYTES = 20 * 1024;

/** Jaeger 2 behind an OpenTelemetry collector: workloads speak OTLP to the collector alone. */
export function tracing(args: TracingArgs = {}): PlatformAddon {
  const plan = { ...DEFAULTS, ...args };
  return {
    key: "tracing",
    ...(plan.metrics ? { dependsOn: ["monitoring"] } : {}),
    namespaces: [
      {
        name: NAMESPACE,
        openPorts: [OTLP.grpc, OTLP.http],
        ...(plan.metrics ? { outwardPorts: [Number(new URL(METRICS_ENDPOINT).port)] } : {}),
      },
    ],
    charts: [
      {
        key: "jaeger",
        chart: "jaeger",
        repository: "https://jaegertracing.github.io/helm-charts",
        version: plan.jaegerVersion,
        namespace: NAMESPACE,
        values: jaegerValues(plan),
      },
      {
        key: "opentelemetry-collector",
        chart: "opentelemetry-collector",
        repository: "https://open-telemetry.github.io/opentelemetry-helm-charts",
        version: plan.collectorVersion,
        namespace: NAMESPACE,
        values: collectorValues(plan),
      },
    ],
    check: (faults) => checkBytes(faults, "addons.tracing.memory", plan.memory),
  };
}

type Plan = Pick<TracingArgs, "placement"> & {
  readonly memory: string;
  readonly collectors: number;
  readonly metrics: boolean;
};

function jaegerValues(plan: Plan) {
  const traces = Math.floor((bytes(plan.memory) ?? 0) / 2 / TRACE_BYTES);
  return {
    fullnameOverride: JAEGER,
    jaeger: {
      podSecurityContext: CHART_POD_SECURITY,
      securityContext: CHART_CONTAINER_SECURITY,
      resources: { requests: { cpu: "100m", memory: plan.memory }, limits: { memory: plan.memory } },
      // Its built-in configuration keeps 100,000 traces, whatever the memory.
      args: [`--set=extensions.jaeger_storage.backends.some_storage.memory.max_traces=${traces}`],
      ...plan.placement,
    },
  };
}

function collectorValues(plan: Plan) {
  const closed = { enabled: false };
  const insecure = { tls: { insecure: true } };
  const metrics = { receivers: ["otlp"], exporters: ["otlp_http"] };
  return {
    fullnameOverride: COLLECTOR,
    mode: "deployment",
    replicaCount: plan.collectors,
    image: { repository: "otel/opentelemetry-collector-k8s" },
    podSecurityContext: CHART_POD_SECURITY,
    securityContext: CHART_CONTAINER_SECURITY,
    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "256Mi" } },
    ...plan.placement,
    ports: { "jaeger-compact": closed, "jaeger-thrift": closed, "jaeger-grpc": closed, zipkin: closed },
    config: {
      exporters: {
        // Within the namespace, which nobody else may enter but on the collector's ports.
        otlp_grpc: { endpoint: `${JAEGER}:${OTLP.grpc}`, ...insecure },
        ...(plan.metrics ? { otlp_http: { endpoint: METRICS_ENDPOINT, ...insecure } } : {}),
      },
      service: {
        pipelines: {
          traces: { receivers: ["otlp"], exporters: ["otlp_grpc"] },
          ...(plan.metrics ? { metrics } : {}),
        },
      },
    },
  };
}
