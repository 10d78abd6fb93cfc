import type { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { Connectable, EncryptionKey } from "../core";
import type { ObjectStore } from "../data";

/** The Kubernetes Service whose pods the load-balancer controller attaches. A `Workload` is one. */
export interface EdgeTarget {
  readonly namespace: string;
  readonly serviceName: string;
  /** The Service's own port. */
  readonly port: number;
  /** The Service, which must stand before its pods are attached. @default it stands already */
  readonly service?: pulumi.Resource;
  /** Opens the pods' side to addresses; the edge calls it where it is told the balancers' blocks. */
  allowFrom?(key: string, source: { readonly cidrs: readonly string[] }, port?: number): void;
}

/** A way from a path to the pods of one service. */
export interface EdgeRoute {
  /** One to five path patterns of the balancer: `/ai/*`; `*` and `?` are wildcards. */
  readonly paths: readonly string[];
  /** Rules are tried from the lowest number up, 1 to 50000; explicit, so that a new route moves no other. */
  readonly priority: number;
  readonly service: EdgeTarget;
  /** The port on which the pods listen; the balancer talks to them and not to the Service. @default the Service's */
  readonly targetPort?: number;
  /** `HTTPS` re-encrypts on the way to the pods. @default "HTTP" */
  readonly protocol?: "HTTP" | "HTTPS";
  /** What answers 200 while a pod is well. @default "/healthz" */
  readonly healthPath?: string;
}

/** A route for shoppers, behind CloudFront. */
export interface ShopperRoute extends EdgeRoute {
  /** `static` caches by path and query; `none` passes every request on. @default "none" */
  readonly caching?: "none" | "static";
}

/** Who administers the shop, and from where: past CloudFront, from known addresses only. */
export interface AdministratorAccess {
  /** Blocks from which administrators come, IPv4 or IPv6: `203.0.113.0/24`. Not the whole internet. */
  readonly cidrBlocks: readonly string[];
  /** The routes that administrators have. */
  readonly routes: Readonly<Record<string, EdgeRoute>>;
  /** Their host name, inside the zone. @default `admin.${zone.name}` */
  readonly domainName?: string;
}

/** Where the balancers stand. `Network` fits. */
export interface EdgeNetwork {
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: Readonly<Record<"public" | "private", readonly pulumi.Input<string>[]>>;
  /** The way to the internet: CloudFront enters only a VPC that has one. */
  readonly egress: readonly pulumi.Resource[];
}

/** Whose pods answer. `EksCluster` with `loadBalancerController()` fits. */
export interface EdgeCluster extends Connectable {
  /** Physical name: the controller may change only what carries it as a tag. */
  readonly clusterName: pulumi.Input<string>;
  readonly provider: Provider;
}

/** Arguments of `WebEdge`. */
export interface WebEdgeArgs {
  readonly network: EdgeNetwork;
  readonly cluster: EdgeCluster;
  /**
   * Blocks of the subnets in which the balancers stand, or the VPC's: targets that close themselves by NetworkPolicy let
   * them in. @default none: the targets have been opened by other means
   */
  readonly balancerCidrs?: readonly string[];
  /** Ways for shoppers and partners, by name: `{ ai: { paths: ["/ai/*"], … } }`. */
  readonly routes: Readonly<Record<string, ShopperRoute>>;
  /**
   * The public Route 53 zone in which names are registered and certificates proved. CloudFront speaks TLS to the
   * balancer, and no authority certifies a balancer's own name, so an edge without a zone would need plain HTTP.
   */
  readonly zone: { readonly name: string; readonly id: string };
  /**
   * Names under which shoppers come, inside the zone. An empty list relaxes: CloudFront's own name and certificate, whose
   * oldest protocol CloudFront fixes at TLS 1.0.
   * @default the zone's name
   */
  readonly domainNames?: readonly string[];
  /** The name that CloudFront asks the balancer's certificate for. @default `origin.${zone.name}` */
  readonly originName?: string;
  /** @default none: no balancer faces the internet */
  readonly administrators?: AdministratorAccess;
  /** Customer key of the firewalls' logs; it must serve `logs`. */
  readonly key: EncryptionKey;
  /** The same in us-east-1, where CloudFront's firewall logs. @default `key`, where the estate is in us-east-1 */
  readonly globalKey?: EncryptionKey;
  /** Store with role "log", in the balancers' region, for the access logs of CloudFront and the balancers. */
  readonly accessLogs: ObjectStore;
  /** Requests of one address in five minutes, 10 or more, above which it is blocked for a while. @default 2000 */
  readonly rateLimit?: number;
  /** @default own sources only, no frames, no plug-ins */
  readonly contentSecurityPolicy?: string;
  /** CloudFront's managed prefix list in the balancers' region. @default by region, as AWS publishes them */
  readonly cloudFrontPrefixListId?: pulumi.Input<string>;
  /** How much of the world is served from nearby: 100 is North America and Europe. @default "PriceClass_100" */
  readonly priceClass?: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
  /** Days for which the firewalls' logs are kept, a period that CloudWatch Logs takes. @default 365 */
  readonly logRetentionDays?: number;
  /** Neither AWS nor Pulumi deletes the balancers. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}
