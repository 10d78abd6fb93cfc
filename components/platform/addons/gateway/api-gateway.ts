import type * as pulumi from "@pulumi/pulumi";
import type { ChartPlacement, PlatformAddon } from "../addon";

/** What a caller of the API may ask for in a time. */
export interface RateLimit {
  /** Requests in a minute. */
  readonly perMinute: number;
  /** Whose they are: of an address, or of whoever the token names. @default "ip" */
  readonly by?: "ip" | "consumer";
}

/** Which browsers' pages may call. */
export interface Cors {
  /** Exact origins: `https://shop.example.com`. A wildcard is refused. */
  readonly origins: readonly string[];
  /** @default GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS */
  readonly methods?: readonly string[];
  /** Cookies and tokens may come along. @default true */
  readonly credentials?: boolean;
}

/** Settings of {@link apiGateway}. */
export interface ApiGatewayArgs {
  /** Namespaces whose Ingresses, plugins and Services it reads, and whose pods it calls. */
  readonly namespaces: readonly string[];
  /** Names in DNS for which its certificate is made. @default ["kong.internal"]: a load balancer of AWS does not look */
  readonly hosts?: readonly string[];
  /** Subnets of the load balancer, from which alone it takes requests. */
  readonly loadBalancerCidrs: readonly string[];
  /** Of every route. @default 300 in a minute for each address */
  readonly rateLimit?: RateLimit;
  /** Of every route. @default none: browsers of other origins are refused */
  readonly cors?: Cors;
  /**
   * Issuers of tokens, by name → secret in Secrets Manager with the properties `key` (the token's `iss`) and `publicKey`
   * (PEM, for RS256). @default none: routes that ask for a token are a fault
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
  /** Chart version. @default that of the newest chart seen */
  readonly version?: string;
  /** @default any */
  readonly placement?: ChartPlacement;
}

/** Kong, without a database: its ingress controller writes what Ingresses and plugins of the named namespaces say. */
export function apiGateway(_args: ApiGatewayArgs): PlatformAddon {
  return { key: "api-gateway", dependsOn: ["cert-manager"], namespaces: [], charts: [] };
}
