import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import { type Alarmed, type AlarmSpec, EstateComponent, Faults, parseArn } from "../core";
import { firewallAlarms } from "./edge-alarms";
import { EdgeCertificates } from "./edge-certificates";
import { EdgeFirewall } from "./edge-firewall";
import { admitBalancerLogs } from "./edge-logs";
import { entryRules } from "./firewall-rules";
import { openTargets, RoutedBalancer } from "./routed-balancer";
import type { EdgeRoute, WebEdgeArgs } from "./web-edge-args";
import { checkRoutes, checkSettings, checkZone } from "./web-edge-checks";
import { EDGE_DEFAULTS, planRoute, type RoutePlan } from "./web-edge-plan";

/** Arguments of {@link PublicEdge}; what it shares with `WebEdge` means the same. */
export interface PublicEdgeArgs
  extends Pick<
    WebEdgeArgs,
    | "network"
    | "cluster"
    | "balancerCidrs"
    | "zone"
    | "key"
    | "accessLogs"
    | "rateLimit"
    | "contentSecurityPolicy"
    | "logRetentionDays"
    | "deletionProtection"
  > {
  /** Ways to the pods, by name: `{ gateway: { paths: ["/*"], priority: 10, service: gateway } }`. */
  readonly routes: Readonly<Record<string, EdgeRoute>>;
  /** The host name, inside the zone. @default the zone's name */
  readonly domainName?: string;
  /**
   * Further names inside the zone that it answers to, up to three; whoever sends callers here registers them, as `DnsFailover`
   * does. @default none
   */
  readonly furtherNames?: readonly string[];
  /** The edge of another region that answers to some of the same names: their proof stands in the zone once. @default none */
  readonly provedBy?: PublicEdge;
}

/**
 * The way in without CloudFront: a public load balancer that speaks HTTPS alone, behind a firewall, to pods.
 *
 * Port 80 stays closed: programs that call an API should fail loudly and not be redirected after their first request has
 * crossed the internet in clear text. Put `WebEdge` in its place where pages are served to the world.
 *
 * Creates a certificate with its proof, a firewall with its log, a balancer with its routes, and the name. About 16 US
 * dollars a month for the balancer and 10 for the firewall; then traffic.
 *
 * @example
 * const edge = new PublicEdge("shop-edge", {
 *   network, cluster, key, accessLogs,
 *   balancerCidrs: ["10.20.0.0/16"],
 *   zone: { name: "shop.example.com", id: "Z0123456789ABCDEFGHIJ" },
 *   domainName: "api.shop.example.com",
 *   routes: { gateway: { paths: ["/*"], priority: 10, service: gateway } },
 * });
 */
export class PublicEdge extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly certificates: EdgeCertificates;
  public readonly firewall: EdgeFirewall;
  public readonly balancer: RoutedBalancer;
  /** Where callers go. */
  public readonly url: pulumi.Output<string>;
  private readonly region: pulumi.Output<string>;

  public constructor(name: string, args: PublicEdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planPublicEdge(name, args);
    super("estate:edge:PublicEdge", name, args, opts);
    this.alarmSource = name;
    this.region = pulumi.output(args.key.arn).apply((arn) => parseArn(arn).region);
    admitBalancerLogs(name, args.accessLogs, args.key);
    this.certificates = new EdgeCertificates(
      this.childName("certificates"),
      {
        zoneId: args.zone.id,
        names: plan.names,
        viewerNames: [],
        ...(args.provedBy === undefined ? {} : { provedBy: args.provedBy.certificates }),
      },
      { parent: this },
    );
    this.firewall = this.makeFirewall(args, plan);
    this.balancer = this.makeBalancer(args, plan);
    openTargets(name, args.balancerCidrs ?? [], plan.routes);
    this.registerName(args.zone.id, plan.domainName);
    this.url = pulumi.output(`https://${plan.domainName}`);
    this.registerOutputs({ url: this.url });
  }

  /** The firewall's, the balancer's and each route's. */
  public alarms(): readonly AlarmSpec[] {
    return [...firewallAlarms(this.firewall.metricName, this.region), ...this.balancer.alarms("callers")];
  }

  private makeFirewall(args: PublicEdgeArgs, plan: PublicEdgePlan): EdgeFirewall {
    return new EdgeFirewall(
      this.childName("firewall"),
      {
        scope: "REGIONAL",
        rules: entryRules(plan.rateLimit),
        keyArn: args.key.arn,
        retentionDays: plan.logRetentionDays,
      },
      { parent: this },
    );
  }

  private makeBalancer(args: PublicEdgeArgs, plan: PublicEdgePlan): RoutedBalancer {
    return new RoutedBalancer(
      this.childName("balancer"),
      {
        network: args.network,
        cluster: args.cluster,
        accessLogs: args.accessLogs,
        face: "public",
        prefix: "public",
        sources: [{ key: "internet", cidr: "0.0.0.0/0" }],
        routes: plan.routes,
        hostNames: plan.names,
        certificateArn: this.certificates.originArn,
        webAclArn: this.firewall.arn,
        redirectHttp: false,
        contentSecurityPolicy: plan.contentSecurityPolicy,
        deletionProtection: plan.deletionProtection,
      },
      { parent: this },
    );
  }

  private registerName(zoneId: string, domainName: string): void {
    const { dnsName, zoneId: balancerZone } = this.balancer.balancer;
    new route53.Record(
      this.childName("name"),
      {
        zoneId,
        name: domainName,
        type: "A",
        aliases: [{ name: dnsName, zoneId: balancerZone, evaluateTargetHealth: true }],
      },
      this.childOptions(),
    );
  }
}

interface PublicEdgePlan {
  readonly domainName: string;
  readonly names: readonly string[];
  readonly routes: readonly RoutePlan[];
  readonly rateLimit: number;
  readonly contentSecurityPolicy: string;
  readonly logRetentionDays: number;
  readonly deletionProtection: boolean;
}

/** @throws {pulumi.InputPropertiesError} with every fault */
function planPublicEdge(name: string, args: PublicEdgeArgs): PublicEdgePlan {
  const faults = new Faults("PublicEdge", name);
  const domainName = args.domainName ?? args.zone.name;
  const further = args.furtherNames ?? [];
  const plan: PublicEdgePlan = {
    domainName,
    names: [domainName, ...further],
    routes: Object.entries(args.routes).map(([key, route]) => planRoute(key, route)),
    rateLimit: args.rateLimit ?? EDGE_DEFAULTS.rateLimit,
    contentSecurityPolicy: args.contentSecurityPolicy ?? EDGE_DEFAULTS.contentSecurityPolicy,
    logRetentionDays: args.logRetentionDays ?? EDGE_DEFAULTS.logRetentionDays,
    deletionProtection: args.deletionProtection ?? EDGE_DEFAULTS.deletionProtection,
  };
  checkZone(faults, args.zone, [
    ["domainName", plan.domainName],
    ...further.map((furtherName) => ["furtherNames", furtherName] as const),
  ]);
  // Host names are values of each rule.
  checkRoutes(faults, "routes", plan.routes, plan.names.length);
  checkSettings(faults, plan, args);
  faults.throwIfAny();
  return plan;
}
