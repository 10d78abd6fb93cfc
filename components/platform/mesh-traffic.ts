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
  /** Requests that may wait for a connection. @default 100 */
  readonly maxPendingRequests?: number;
  /** Errors in a row after which a pod gets no more requests for a while. @default 5 */
  readonly consecutiveErrors?: number;
  /** How long, in seconds; it grows with each time. @default 30 */
  readonly ejectionSeconds?: number;
  /** Most pods that may be taken out at once, in percent. @default 50 */
  readonly maxEjectionPercent?: number;
}

/** What makes a workload a member of the mesh of `serviceMesh()`. */
export interface MeshTraffic {
  /** @default least requests */
  readonly balancing?: Balancing;
  /** @default that of {@link CircuitBreaker} */
  readonly circuitBreaker?: CircuitBreaker;
  /** Longest time for one request, in seconds. @default no limit of the mesh's own */
  readonly timeoutSeconds?: number;
}
