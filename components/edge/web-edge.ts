import * as cloudfront from "@pulumi/aws/cloudfront";
import * as pulumi from "@pulumi/pulumi";
import { type Alarmed, type AlarmSpec, EstateComponent, parseArn } from "../core";
import {
  defaultBehaviour,
  ORIGIN_ID,
  originFacingList,
  pathBehaviours,
  securityHeaders,
  viewerCertificate,
} from "./distribution-plan";
import { distributionAlarms, firewallAlarms } from "./edge-alarms";
import { EdgeCertificates } from "./edge-certificates";
import { EdgeFirewall, keyInGlobalRegion } from "./edge-firewall";
import { admitLogs, logDistribution } from "./edge-logs";
import { registerDistribution, registerName } from "./edge-names";
import { entryRules, regionalRules } from "./firewall-rules";
import { openTargets, RoutedBalancer, type RoutedBalancerArgs } from "./routed-balancer";
import type { WebEdgeArgs } from "./web-edge-args";
import { type EdgePlan, planEdge } from "./web-edge-plan";

/** Seconds for which CloudFront waits for an answer to begin: its most without a raised quota. An AI's answer takes time. */
const READ_TIMEOUT = 60;
/** Seconds for which CloudFront keeps a connection: less than the balancer's sixty, so that neither writes into a closed one. */
const KEEPALIVE_TIMEOUT = 30;

/**
 * The way in: shoppers and partners through CloudFront and its firewall to a balancer without a public address;
 * administrators, from known addresses only, to a balancer of their own; both to pods, over TLS 1.2 or newer.
 *
 * CloudFront enters the VPC by a VPC origin, so that the shoppers' balancer has no address that others could find, and no
 * secret header has to be kept: it is closed to the internet, not only to those who lack a word. Its security group admits
 * CloudFront's prefix list and nobody else.
 *
 * Creates a distribution with its security headers and log, the VPC origin, certificates, a firewall at the edge and one
 * before the balancers, one or two balancers with their routes, and the names. About 16 US dollars a month for each
 * balancer and 17 for both firewalls; then traffic. VPC origins do not exist in every zone of every region (not in
 * `use1-az3`): take private subnets elsewhere.
 *
 * @example
 * const edge = new WebEdge("shop-edge", {
 *   network, cluster, key, accessLogs,
 *   balancerCidrs: ["10.0.0.0/16"],
 *   zone: { name: "shop.example.com", id: "Z0123456789ABCDEFGHIJ" },
 *   routes: {
 *     ai: { paths: ["/ai/*"], priority: 10, service: aiService },
 *     web: { paths: ["/*"], priority: 90, service: frontend },
 *   },
 * });
 * observability.watch(edge);
 */
export class WebEdge extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly distribution: cloudfront.Distribution;
  public readonly vpcOrigin: cloudfront.VpcOrigin;
  public readonly certificates: EdgeCertificates;
  public readonly firewalls: Readonly<Record<"global" | "regional", EdgeFirewall>>;
  public readonly shoppers: RoutedBalancer;
  /** Absent without administrators. */
  public readonly administrators: RoutedBalancer | undefined;
  /** Where shoppers go: the first domain name, or CloudFront's own. */
  public readonly url: pulumi.Output<string>;
  private readonly args: WebEdgeArgs;
  private readonly region: pulumi.Output<string>;

  public constructor(name: string, args: WebEdgeArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planEdge(name, args);
    super("estate:edge:WebEdge", name, args, opts);
    this.args = args;
    this.alarmSource = name;
    this.region = pulumi.output(args.key.arn).apply((arn) => parseArn(arn).region);
    admitLogs(name, args.accessLogs, args.key);
    this.certificates = this.makeCertificates(plan);
    this.firewalls = this.makeFirewalls(plan);
    this.shoppers = this.makeShoppers(plan);
    this.administrators = this.makeAdministrators(plan);
    openTargets(name, args.balancerCidrs ?? [], [...plan.routes, ...(plan.administrators?.routes ?? [])]);
    this.vpcOrigin = this.makeVpcOrigin();
    this.distribution = this.makeDistribution(plan);
    logDistribution(this, this.distribution, args.accessLogs);
    this.registerNames(plan);
    const [host = this.distribution.domainName] = plan.domainNames;
    this.url = pulumi.interpolate`https://${host}`;
    this.registerOutputs({ url: this.url, distributionId: this.distribution.id });
  }

  /** CloudFront's, the firewalls', the balancers' and each route's. */
  public alarms(): readonly AlarmSpec[] {
    const { global, regional } = this.firewalls;
    return [
      ...distributionAlarms(this.distribution.id),
      ...firewallAlarms(global.metricName),
      ...firewallAlarms(regional.metricName, this.region),
      ...this.shoppers.alarms("shoppers"),
      ...(this.administrators?.alarms("administrators") ?? []),
    ];
  }

  private makeCertificates(plan: EdgePlan): EdgeCertificates {
    return new EdgeCertificates(
      this.childName("certificates"),
      { zoneId: plan.zone.id, names: plan.certificateNames, viewerNames: plan.domainNames },
      { parent: this },
    );
  }

  private makeFirewalls(plan: EdgePlan): Readonly<Record<"global" | "regional", EdgeFirewall>> {
    const { key, globalKey = key } = this.args;
    const retentionDays = plan.logRetentionDays;
    return {
      global: new EdgeFirewall(
        this.childName("global"),
        {
          scope: "CLOUDFRONT",
          rules: entryRules(plan.rateLimit),
          keyArn: keyInGlobalRegion(`WebEdge "${this.componentName}"`, globalKey),
          retentionDays,
        },
        { parent: this },
      ),
      regional: new EdgeFirewall(
        this.childName("regional"),
        { scope: "REGIONAL", rules: regionalRules(), keyArn: key.arn, retentionDays },
        { parent: this },
      ),
    };
  }

  /** What both balancers have in common. */
  private balancerArgs(
    plan: EdgePlan,
  ): Omit<RoutedBalancerArgs, "face" | "prefix" | "sources" | "routes" | "redirectHttp"> {
    const { network, cluster, accessLogs } = this.args;
    return {
      network,
      cluster,
      accessLogs,
      certificateArn: this.certificates.originArn,
      webAclArn: this.firewalls.regional.arn,
      deletionProtection: plan.deletionProtection,
    };
  }

  private makeShoppers(plan: EdgePlan): RoutedBalancer {
    const prefixListId =
      this.args.cloudFrontPrefixListId ?? this.region.apply((region) => originFacingList(this.componentName, region));
    return new RoutedBalancer(
      this.childName("shoppers"),
      {
        ...this.balancerArgs(plan),
        face: "private",
        prefix: "shop",
        sources: [{ key: "cloudfront", prefixListId }],
        routes: plan.routes,
        redirectHttp: false,
      },
      { parent: this },
    );
  }

  private makeAdministrators(plan: EdgePlan): RoutedBalancer | undefined {
    const { administrators } = plan;
    if (administrators === undefined) {
      return undefined;
    }
    return new RoutedBalancer(
      this.childName("administrators"),
      {
        ...this.balancerArgs(plan),
        face: "public",
        prefix: "admin",
        sources: administrators.cidrBlocks.map((cidr) => ({ key: cidr.replace(/[./:]+/g, "-"), cidr })),
        routes: administrators.routes,
        hostNames: [administrators.domainName],
        redirectHttp: true,
        contentSecurityPolicy: plan.contentSecurityPolicy,
      },
      { parent: this },
    );
  }

  private makeVpcOrigin(): cloudfront.VpcOrigin {
    const protocols = ["TLSv1.2"];
    return new cloudfront.VpcOrigin(
      this.childName("origin"),
      {
        vpcOriginEndpointConfig: {
          name: this.childName("origin"),
          arn: this.shoppers.balancer.arn,
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: { items: protocols, quantity: protocols.length },
        },
      },
      this.childOptions({ dependsOn: [this.shoppers.listener] }),
    );
  }

  private makeDistribution(plan: EdgePlan): cloudfront.Distribution {
    const headers = new cloudfront.ResponseHeadersPolicy(
      this.childName("headers"),
      { comment: `Security headers of ${this.componentName}`, ...securityHeaders(plan.contentSecurityPolicy) },
      this.childOptions(),
    );
    return new cloudfront.Distribution(
      this.childName("distribution"),
      {
        enabled: true,
        comment: this.componentName,
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        priceClass: plan.priceClass,
        aliases: [...plan.domainNames],
        webAclId: this.firewalls.global.arn,
        origins: [
          {
            originId: ORIGIN_ID,
            domainName: plan.originName,
            vpcOriginConfig: {
              vpcOriginId: this.vpcOrigin.id,
              originReadTimeout: READ_TIMEOUT,
              originKeepaliveTimeout: KEEPALIVE_TIMEOUT,
            },
          },
        ],
        defaultCacheBehavior: defaultBehaviour(plan, headers.id),
        orderedCacheBehaviors: pathBehaviours(plan, headers.id),
        restrictions: { geoRestriction: { restrictionType: "none" } },
        viewerCertificate: viewerCertificate(this.certificates.viewerArn),
      },
      this.childOptions(),
    );
  }

  private registerNames(plan: EdgePlan): void {
    const { id } = plan.zone;
    registerDistribution(this, id, plan.domainNames, this.distribution);
    registerName(this, id, plan.originName, "A", balancerTarget(this.shoppers));
    if (plan.administrators !== undefined && this.administrators !== undefined) {
      registerName(this, id, plan.administrators.domainName, "A", balancerTarget(this.administrators));
    }
  }
}

function balancerTarget({ balancer }: RoutedBalancer) {
  return { name: balancer.dnsName, zoneId: balancer.zoneId };
}
