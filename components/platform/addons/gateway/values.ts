import { SIDECAR_LABEL } from "../../workload-mesh";
import { CHART_CONTAINER_SECURITY } from "../external-secrets";
import type { GatewayPlan } from "./api-gateway";

/** Name of its namespace, its account and its objects. */
export const GATEWAY_NAME = "kong";
/** Class of Ingresses that it serves. */
export const GATEWAY_CLASS = "kong";
/** Secret with the certificate that the load balancer sees. */
export const GATEWAY_CERTIFICATE = "kong-proxy-tls";
/** TCP ports of its pods, and that of the collector. */
export const GATEWAY_PORTS = { tls: 8443, status: 8100, controller: 10_255, webhook: 8080, traces: 4318 } as const;

const ABSENT = { enabled: false } as const;
const SECRET_DIRECTORY = `/etc/secrets/${GATEWAY_CERTIFICATE}`;
/** User of Kong's images. */
const USER = 1000;

const COMPRESSION = {
  nginx_proxy_gzip: "on",
  nginx_proxy_gzip_proxied: "any",
  nginx_proxy_gzip_min_length: "1024",
  nginx_proxy_gzip_types:
    "application/json application/problem+json application/javascript text/css text/plain image/svg+xml",
} as const;

/** Values of Kong's chart: proxy and controller in one pod, so that nothing but the pod itself administers it. */
export function gatewayValues(plan: GatewayPlan): Record<string, unknown> {
  return {
    fullnameOverride: GATEWAY_NAME,
    deployment: { serviceAccount: { create: true, name: GATEWAY_NAME } },
    env: environment(plan),
    admin: ABSENT,
    manager: ABSENT,
    portal: ABSENT,
    portalapi: ABSENT,
    proxy: {
      type: "ClusterIP",
      http: ABSENT,
      tls: { enabled: true, servicePort: 443, containerPort: GATEWAY_PORTS.tls },
    },
    secretVolumes: [GATEWAY_CERTIFICATE],
    ingressController: {
      enabled: true,
      ingressClass: GATEWAY_CLASS,
      watchNamespaces: [GATEWAY_NAME, ...plan.namespaces],
      env: {
        // Its peer is the same pod: there is no name to hold a certificate against.
        kong_admin_tls_skip_verify: true,
        anonymous_reports: false,
      },
      // A faulty plugin is refused when it is written; without a webhook it would hold up every later change.
      admissionWebhook: { enabled: true, port: GATEWAY_PORTS.webhook },
      resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
    },
    resources: { requests: { cpu: "200m", memory: "512Mi" }, limits: { memory: "1Gi" } },
    autoscaling: { enabled: true, minReplicas: plan.scaling.min, maxReplicas: plan.scaling.max },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    securityContext: { runAsNonRoot: true, fsGroup: USER, seccompProfile: { type: "RuntimeDefault" } },
    containerSecurityContext: {
      ...CHART_CONTAINER_SECURITY,
      runAsUser: USER,
      seccompProfile: { type: "RuntimeDefault" },
    },
    // The service that a request was for, and not Kong's own, by which Prometheus would replace it.
    serviceMonitor: { enabled: plan.metrics, ...(plan.metrics ? { honorLabels: true } : {}) },
    ...(plan.mesh
      ? {
          podLabels: SIDECAR_LABEL,
          // The load balancer has no certificate of the mesh, and comes to Kong itself.
          podAnnotations: { "traffic.sidecar.istio.io/includeInboundPorts": "" },
        }
      : {}),
    ...plan.placement,
  };
}

function environment(plan: GatewayPlan): Record<string, string> {
  return {
    database: "off",
    ssl_cert: `${SECRET_DIRECTORY}/tls.crt`,
    ssl_cert_key: `${SECRET_DIRECTORY}/tls.key`,
    ssl_cipher_suite: "modern",
    // Who calls is who the load balancer says: limits by address would count the load balancer itself.
    trusted_ips: plan.loadBalancerCidrs.join(","),
    real_ip_header: "X-Forwarded-For",
    real_ip_recursive: "on",
    // Neither a version nor times in answers.
    headers: "off",
    anonymous_reports: "off",
    ...(plan.compression ? COMPRESSION : {}),
    ...(plan.tracing ? { tracing_instrumentations: "request,balancer", tracing_sampling_rate: "0.1" } : {}),
  };
}
