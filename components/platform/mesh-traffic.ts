import type { Faults } from "../core/faults";
import { checkWhole } from "./checks";

/** How calls are spread over a service's pods. */
export type Balancing =
  | { readonly algorithm: "leastRequest" }
  | { readonly algorithm: "roundRobin" }
  | { readonly algorithm: "random" }
  /** The same caller gets the same pod, as long as that is well: by a header, or by the caller's address. */
  | { readonly algorithm: "consistentHash"; readonly header?: string };

/** When callers stop to call a pod, or a service: Istio's connection pool and outlier detection. */
export interface CircuitBreaker {
  /** Connections that one caller's pod may open, 1 to 100000. @default 100 */
  readonly maxConnections?: number;
  /** Requests that may wait for a connection, 1 to 100000. @default 100 */
  readonly maxPendingRequests?: number;
  /** Errors in a row after which a pod gets no more requests for a while, 1 to 1000. @default 5 */
  readonly consecutiveErrors?: number;
  /** How long, in seconds, 1 to 3600; it grows with each time. @default 30 */
  readonly ejectionSeconds?: number;
  /** Most pods that may be taken out at once, in percent, 1 to 100. @default 50 */
  readonly maxEjectionPercent?: number;
}

/** What makes a workload a member of the mesh of `serviceMesh()`. */
export interface MeshTraffic {
  /** @default least requests */
  readonly balancing?: Balancing;
  /** @default that of {@link CircuitBreaker} */
  readonly circuitBreaker?: CircuitBreaker;
}

/** The same with every default filled in. */
export interface MeshPlan {
  readonly balancing: Balancing;
  readonly circuitBreaker: Required<CircuitBreaker>;
}

const BREAKER_DEFAULTS = {
  maxConnections: 100,
  maxPendingRequests: 100,
  consecutiveErrors: 5,
  ejectionSeconds: 30,
  maxEjectionPercent: 50,
} as const satisfies CircuitBreaker;

const BREAKER_LIMITS = {
  maxConnections: { min: 1, max: 100_000 },
  maxPendingRequests: { min: 1, max: 100_000 },
  consecutiveErrors: { min: 1, max: 1000 },
  ejectionSeconds: { min: 1, max: 3600 },
  maxEjectionPercent: { min: 1, max: 100 },
} as const;

const BREAKER_KEYS = Object.keys(BREAKER_LIMITS).filter((key): key is keyof typeof BREAKER_LIMITS =>
  Object.hasOwn(BREAKER_LIMITS, key),
);

/** Checks how a workload is called, and fills in the defaults. */
export function planMesh(faults: Faults, mesh: MeshTraffic): MeshPlan {
  const circuitBreaker = { ...BREAKER_DEFAULTS, ...mesh.circuitBreaker };
  for (const key of BREAKER_KEYS) {
    checkWhole(faults, `mesh.circuitBreaker.${key}`, circuitBreaker[key], BREAKER_LIMITS[key], "a limit");
  }
  const balancing = mesh.balancing ?? { algorithm: "leastRequest" };
  const header = balancing.algorithm === "consistentHash" ? balancing.header : undefined;
  faults.check(header === undefined || /^[A-Za-z0-9-]+$/.test(header), {
    property: "mesh.balancing.header",
    given: header,
    allowed: "the name of a header: letters, digits and hyphens",
    fix: "write the name alone, or drop it to go by the caller's address",
  });
  return { balancing, circuitBreaker };
}

/** The policy of a DestinationRule, as each caller's sidecar holds it. */
export function trafficPolicy({ balancing, circuitBreaker }: MeshPlan): object {
  return {
    tls: { mode: "ISTIO_MUTUAL" },
    loadBalancer: loadBalancer(balancing),
    connectionPool: {
      tcp: { maxConnections: circuitBreaker.maxConnections, connectTimeout: "5s" },
      http: { http1MaxPendingRequests: circuitBreaker.maxPendingRequests },
    },
    outlierDetection: {
      consecutive5xxErrors: circuitBreaker.consecutiveErrors,
      interval: "10s",
      baseEjectionTime: `${circuitBreaker.ejectionSeconds}s`,
      maxEjectionPercent: circuitBreaker.maxEjectionPercent,
    },
  };
}

function loadBalancer(balancing: Balancing): object {
  switch (balancing.algorithm) {
    case "leastRequest":
      return { simple: "LEAST_REQUEST" };
    case "roundRobin":
      return { simple: "ROUND_ROBIN" };
    case "random":
      return { simple: "RANDOM" };
    case "consistentHash":
      return {
        consistentHash:
          balancing.header === undefined ? { useSourceIp: true } : { httpHeaderName: balancing.header.toLowerCase() },
      };
  }
}
