/**
 * What a new version must hold, by Prometheus, while it is watched. In a mesh its sidecars say how it is, which needs
 * `serviceMesh({ metrics: true })`; elsewhere its pods do at `/metrics`, so that its namespace must be one of
 * `monitoring({ scrapedNamespaces })`. Both need `service.allowFrom("prometheus", PROMETHEUS)`. A version that Prometheus does
 * not scrape is taken back; one without requests is let through.
 */
export interface Analysis {
  /** Largest share of requests that fail, in percent. @default 1 */
  readonly maxErrorPercent?: number;
  /** Largest 95th percentile of the response time, in milliseconds. @default 500 */
  readonly maxLatencyMs?: number;
  /** Between two looks, in seconds. @default 60 */
  readonly intervalSeconds?: number;
  /** Looks. @default 5 */
  readonly count?: number;
  /** Looks that may go wrong before the version is taken back. @default 1 */
  readonly failureLimit?: number;
}

/** The new version stands beside the old one, is looked at, gets all requests at once, and is looked at again. */
export interface BlueGreen {
  readonly strategy: "blueGreen";
  readonly analysis?: Analysis;
  /** How long the old version stays, for a way back, in seconds. @default 600 */
  readonly keepSeconds?: number;
}

/** The new version gets a growing share of the requests. */
export interface Canary {
  readonly strategy: "canary";
  readonly analysis?: Analysis;
  /** Shares in percent, each longer than an analysis. @default 5, 25, 50 */
  readonly steps?: readonly number[];
  /** Between two steps, in seconds. @default 300 */
  readonly pauseSeconds?: number;
  /** What splits the requests: the mesh, a load balancer's Ingress, or the number of pods. @default by the number of pods */
  readonly traffic?: "istio" | { readonly albIngress: string };
}

/** How a new version of a workload takes over. @default a rolling update of the Deployment */
export type Delivery = BlueGreen | Canary;
