import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { networking } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { fitName } from "../core/names";
import { NAME_LIMIT } from "./checks";
import { type MeshPlan, trafficPolicy } from "./mesh-traffic";
import { podsOf, tcp } from "./network-rules";

/** Where the mesh's control plane stands: Istio's root namespace, whose policies hold for all of the mesh. */
export const MESH_NAMESPACE = "istio-system";
/** Port on which istiod hands out configuration and certificates. */
export const MESH_CONTROL_PORT = 15_012;
/** Port on which a sidecar tells its own metrics and its service's, outside of mutual TLS. */
export const MESH_METRICS_PORT = 15_020;
/** Prometheus' name for the monitor of `serviceMesh()` by which it scrapes every sidecar: its namespace and name. */
export const SIDECARS_JOB = "monitoring/mesh-sidecars";
/** Where sidecars send traces: the collector of `tracing()`. */
export const MESH_TRACES = { namespace: "tracing", name: "opentelemetry-collector", port: 4317 } as const;

/** Label that asks for a sidecar. */
export const SIDECAR_LABEL = { "sidecar.istio.io/inject": "true" } as const;

/** Annotations by which a sidecar adds its service's metrics to its own. */
export function sidecarAnnotations(port: number): Readonly<Record<string, string>> {
  return { "prometheus.io/scrape": "true", "prometheus.io/port": String(port), "prometheus.io/path": "/metrics" };
}

/** What a sidecar itself calls. */
export const SIDECAR_EGRESS: readonly networking.v1.NetworkPolicyEgressRule[] = [
  { to: [podsOf(MESH_NAMESPACE, { app: "istiod" })], ports: tcp(MESH_CONTROL_PORT) },
  {
    to: [podsOf(MESH_TRACES.namespace, { "app.kubernetes.io/name": MESH_TRACES.name })],
    ports: tcp(MESH_TRACES.port),
  },
];

/** Name of a service account in the certificates of the mesh. */
export function principal(account: { readonly namespace: string; readonly name: string }): string {
  return `cluster.local/ns/${account.namespace}/sa/${account.name}`;
}

/** The workload, as this file sees it. */
export interface MeshMember {
  childName(role: string, key?: string): string;
  readonly options: pulumi.CustomResourceOptions;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly podLabels: Readonly<Record<string, string>>;
  readonly host: string;
}

/** How others call it. One for each name under which it is called. */
export function destinationRule(member: MeshMember, plan: MeshPlan, host = member.host, key?: string): CustomResource {
  return new CustomResource(
    member.childName("destination-rule", key),
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: {
        ...member.metadata,
        name: key === undefined ? member.metadata.name : `${member.metadata.name}-${key}`,
      },
      spec: { host, trafficPolicy: trafficPolicy(plan) },
    },
    member.options,
  );
}

/** Who calls: somebody whose certificate names an account, or addresses that have no certificate. */
export type MeshCaller = { readonly principal: string } | { readonly cidrs: readonly string[] };

/** Lets one caller in; without any, the mesh's own policy refuses everybody. */
export function callerPolicy(member: MeshMember, key: string, caller: MeshCaller, port: number): CustomResource {
  const source = "principal" in caller ? { principals: [caller.principal] } : { ipBlocks: [...caller.cidrs] };
  return new CustomResource(
    member.childName("caller", `${key}-${port}`),
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: { ...member.metadata, name: fitName(`${member.metadata.name}-from-${key}-${port}`, NAME_LIMIT) },
      spec: {
        selector: { matchLabels: { ...member.podLabels } },
        action: "ALLOW",
        rules: [{ from: [{ source }], to: [{ operation: { ports: [String(port)] } }] }],
      },
    },
    member.options,
  );
}

/** Relaxes: who has no certificate, such as a load balancer, may call this port without one. */
export function plainPort(member: MeshMember, port: number): CustomResource {
  return new CustomResource(
    member.childName("peer-authentication"),
    {
      apiVersion: "security.istio.io/v1",
      kind: "PeerAuthentication",
      metadata: member.metadata,
      spec: {
        selector: { matchLabels: { ...member.podLabels } },
        mtls: { mode: "STRICT" },
        portLevelMtls: { [String(port)]: { mode: "PERMISSIVE" } },
      },
    },
    member.options,
  );
}
