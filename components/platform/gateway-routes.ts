import type { RateLimit } from "./addons/gateway/api-gateway";
import type { PodPeer } from "./workload";

/** A change of what goes through the gateway. Names of headers → values. */
export interface Transformation {
  /** Set on the way in. @default none */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** Taken off on the way in: what callers must not say themselves. @default none */
  readonly dropRequestHeaders?: readonly string[];
  /** Set on the way out. @default none */
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** Taken off on the way out. @default `Server` and `X-Powered-By` */
  readonly dropResponseHeaders?: readonly string[];
}

/** One service behind the gateway. */
export interface GatewayRoute {
  /** A Workload is one. */
  readonly service: PodPeer & { readonly serviceName: string };
  /** Path prefixes, which stay as they are: `["/api/orders"]`. */
  readonly paths: readonly string[];
  /** Asks for a token of one of the gateway's issuers. @default true */
  readonly authenticated?: boolean;
  /** @default the gateway's own */
  readonly rateLimit?: RateLimit;
  /** Keeps answers to GET for so many seconds, in the pod's memory. Not for answers that depend on who asks. @default none */
  readonly cacheSeconds?: number;
  /** @default none but what {@link Transformation} names */
  readonly transformation?: Transformation;
  /** How requests are spread over the pods; in a mesh the sidecar decides. @default "least-connections" */
  readonly balancing?: "round-robin" | "least-connections" | "consistent-hashing" | "latency";
}

/** Arguments of `GatewayRoutes`. */
export interface GatewayRoutesArgs {
  /** Namespace of all of the services. */
  readonly namespace: string;
  /** Unique name → route. */
  readonly routes: Readonly<Record<string, GatewayRoute>>;
  /** Host name. @default any */
  readonly host?: string;
  /** The gateway and the services are in the mesh. @default false */
  readonly mesh?: boolean;
}
