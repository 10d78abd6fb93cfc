import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type * as pulumi from "@pulumi/pulumi";
import { blocks, podsOf, tcp } from "../../network-rules";
import type { TrafficSource } from "../../workload";
import { MESH_METRICS_PORT, MESH_TRACES, SIDECAR_EGRESS } from "../../workload-mesh";
import type { AddonStage, ChartPlacement, PlatformAddon } from "../addon";
import { prometheusRule } from "../monitoring/rules";
import { checkGateway } from "./check";
import { certificate, healthRoute, issuer } from "./objects";
import { type Cors, crossOrigin, type Plugin, type RateLimit, rateLimiting } from "./plugins";
import { GATEWAY_RULES } from "./rules";
import { GATEWAY_CLASS, GATEWAY_NAME, GATEWAY_PORTS, gatewayValues } from "./values";

/** Settings of {@link apiGateway}. */
export interface ApiGatewayArgs {
  /** Namespaces whose Ingresses, plugins and Services it reads, and whose pods it calls. */
  readonly namespaces: readonly string[];
  /** Ports of the services there. @default [8080] */
  readonly servicePorts?: readonly number[];
  /** Subnets of the load balancer, from which alone it takes requests, and whose word on the caller's address it takes. */
  readonly loadBalancerCidrs: readonly string[];
  /** Names in DNS for which its certificate is made. @default ["kong.internal"]: a load balancer of AWS does not look */
  readonly hosts?: readonly string[];
  /** Of every route. @default 300 in a minute for each address */
  readonly rateLimit?: RateLimit;
  /** Of every route. @default none: browsers of other origins are refused */
  readonly cors?: Cors;
  /** Largest body of a request, in megabytes, 1 to 1024. @default 8 */
  readonly maxBodyMegabytes?: number;
  /**
   * Issuers of tokens, by name → secret in Secrets Manager with the properties `key` (the token's `iss`) and `publicKey`
   * (PEM, for RS256). @default none: no route may ask for a token
   */
  readonly issuers?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Compresses answers. @default true */
  readonly compression?: boolean;
  /** The pods join the mesh of `serviceMesh()`: what they call, they call by mutual TLS. @default false */
  readonly mesh?: boolean;
  /** Sends traces to the collector of `tracing()`. @default false */
  readonly tracing?: boolean;
  /** Prometheus of `monitoring()` scrapes it. @default false */
  readonly metrics?: boolean;
  /** Smallest and largest number of pods. @default 2 and 6 */
  readonly scaling?: { readonly min: number; readonly max: number };
  /** Chart version. @default "3.0.2", which is Kong 3.9 */
  readonly version?: string;
  /** @default any */
  readonly placement?: ChartPlacement;
}

/** Seen in the charts' repository in 2026-01; Kong 3.9 is the last whose images are free. */
const DEFAULTS = {
  version: "3.0.2",
  servicePorts: [8080],
  hosts: ["kong.internal"],
  rateLimit: { perMinute: 300, by: "ip" },
  maxBodyMegabytes: 8,
  issuers: {},
  compression: true,
  mesh: false,
  tracing: false,
  metrics: false,
  scaling: { min: 2, max: 6 },
} as const satisfies Partial<ApiGatewayArgs>;

/** Settings with every default filled in. */
export type GatewayPlan = Required<Omit<ApiGatewayArgs, "cors" | "placement">> &
  Pick<ApiGatewayArgs, "cors" | "placement">;

export { GATEWAY } from "./objects";

/** The gateway's pods, as a source of traffic. `GatewayRoutes` opens the services to it. */
export const GATEWAY_SOURCE = {
  namespace: GATEWAY_NAME,
  podLabels: { "app.kubernetes.io/name": "kong" },
  account: GATEWAY_NAME,
} as const satisfies TrafficSource;

/**
 * Kong, without a database: its ingress controller writes what Ingresses and plugins of the named namespaces say. The load
 * balancer's TLS ends there, and another begins: cert-manager makes the certificate, and mutual TLS of a mesh goes on from
 * Kong to the services. The API that administers Kong listens to its own pod alone.
 *
 * Costs two pods of half a GiB, and more as the load wants.
 */
export function apiGateway(args: ApiGatewayArgs): PlatformAddon {
  const plan: GatewayPlan = { ...DEFAULTS, ...args };
  return {
    key: "api-gateway",
    dependsOn: [
      "external-secrets",
      "cert-manager",
      ...(plan.mesh ? ["service-mesh"] : []),
      ...(plan.tracing ? ["tracing"] : []),
      ...(plan.metrics ? ["monitoring"] : []),
    ],
    namespaces: [
      {
        name: GATEWAY_NAME,
        webhookPorts: [GATEWAY_PORTS.webhook],
        ...(plan.metrics ? { openPorts: metricsPorts(plan), openTo: ["monitoring"] } : {}),
      },
    ],
    charts: [
      {
        key: GATEWAY_NAME,
        chart: "kong",
        repository: "https://charts.konghq.com",
        version: plan.version,
        namespace: GATEWAY_NAME,
        values: gatewayValues(plan),
        // The chart makes a new certificate for its webhook each time it is rendered.
        keep: {
          "kubernetes:core/v1:Secret": ["data"],
          "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration": [
            "webhooks[*].clientConfig.caBundle",
          ],
        },
      },
    ],
    check: (faults) => checkGateway(faults, plan),
    prepare: (stage) => [...connections(stage, plan), ...certificate(stage, plan)],
    finish: (stage) => [
      ...globalPlugins(plan).map((plugin) => globalPlugin(stage, plugin)),
      ...Object.entries(plan.issuers).flatMap(([name, secret]) => issuer(stage, name, secret)),
      ...healthRoute(stage),
      ...(plan.metrics
        ? [prometheusRule(stage.childName("rules", "gateway"), "gateway", GATEWAY_RULES, stage.options)]
        : []),
    ],
  };
}

/** Where Kong, its controller and its sidecar tell what they measure. */
function metricsPorts({ mesh }: GatewayPlan): readonly number[] {
  return [GATEWAY_PORTS.status, GATEWAY_PORTS.controller, ...(mesh ? [MESH_METRICS_PORT] : [])];
}

/** Who may come, and where it goes: the load balancer, the services, and what its sidecar calls. */
function connections(stage: AddonStage, plan: GatewayPlan): readonly pulumi.Resource[] {
  const namespace = stage.namespaces[GATEWAY_NAME];
  if (namespace === undefined) {
    return [];
  }
  const services = { to: plan.namespaces.map((name) => podsOf(name, {})), ports: tcp(...plan.servicePorts) };
  const collector = {
    to: [podsOf(MESH_TRACES.namespace, { "app.kubernetes.io/name": MESH_TRACES.name })],
    ports: tcp(GATEWAY_PORTS.traces),
  };
  return [
    namespace.policy("load-balancer", {
      policyTypes: ["Ingress"],
      ingress: [{ from: blocks(plan.loadBalancerCidrs), ports: tcp(GATEWAY_PORTS.tls) }],
    }),
    namespace.policy("services", {
      policyTypes: ["Egress"],
      egress: [services, ...(plan.tracing ? [collector] : []), ...(plan.mesh ? SIDECAR_EGRESS : [])],
    }),
  ];
}

function globalPlugins(plan: GatewayPlan): readonly Plugin[] {
  const tracesEndpoint = `http://${MESH_TRACES.name}.${MESH_TRACES.namespace}.svc.cluster.local:${GATEWAY_PORTS.traces}/v1/traces`;
  return [
    rateLimiting(plan.rateLimit),
    ...(plan.cors === undefined ? [] : [crossOrigin(plan.cors)]),
    { plugin: "correlation-id", config: { header_name: "X-Request-Id", generator: "uuid", echo_downstream: true } },
    {
      plugin: "request-size-limiting",
      config: { allowed_payload_size: plan.maxBodyMegabytes, size_unit: "megabytes", require_content_length: false },
    },
    ...(plan.metrics
      ? [
          {
            plugin: "prometheus",
            config: { status_code_metrics: true, latency_metrics: true, bandwidth_metrics: true },
          },
        ]
      : []),
    ...(plan.tracing
      ? [
          {
            plugin: "opentelemetry",
            config: { traces_endpoint: tracesEndpoint, resource_attributes: { "service.name": GATEWAY_NAME } },
          },
        ]
      : []),
  ];
}

function globalPlugin(stage: AddonStage, { plugin, config }: Plugin): CustomResource {
  return new CustomResource(
    stage.childName("gateway-plugin", plugin),
    {
      apiVersion: "configuration.konghq.com/v1",
      kind: "KongClusterPlugin",
      metadata: {
        name: plugin,
        annotations: { "kubernetes.io/ingress.class": GATEWAY_CLASS },
        labels: { global: "true" },
      },
      plugin,
      config,
    },
    stage.options,
  );
}
