import * as ec2 from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import * as vpc from "@pulumi/aws/vpc";
import * as wafv2 from "@pulumi/aws/wafv2";
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type * as pulumi from "@pulumi/pulumi";
import { type AlarmSpec, type Connectable, connect, EstateComponent } from "../core";
import type { ObjectStore } from "../data";
import { type BalancerSource, namePrefix, securityHeaders, sourceOf } from "./balancer-parts";
import { balancerAlarms, routeAlarms } from "./edge-alarms";
import type { EdgeCluster, EdgeNetwork } from "./web-edge-args";
import type { RoutePlan } from "./web-edge-plan";

/** TLS 1.2 and 1.3 with forward secrecy (Elastic Load Balancing, "Security policies", read 2026-11). */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";
const HTTPS_PORT = 443;
const HTTP_PORT = 80;
/** Seconds in which a pod that goes finishes what it has begun. */
const DRAIN_SECONDS = 30;
/** The controller may register pods only with target groups that carry its cluster's name. */
const CLUSTER_TAG = "elbv2.k8s.aws/cluster";

/** Arguments of {@link RoutedBalancer}. */
export interface RoutedBalancerArgs {
  readonly network: EdgeNetwork;
  readonly cluster: EdgeCluster;
  /** `private` stands in private subnets without a public address. */
  readonly face: "private" | "public";
  /** Begins its physical name: `shop`. */
  readonly prefix: string;
  readonly sources: readonly BalancerSource[];
  readonly routes: readonly RoutePlan[];
  /** Only requests for these hosts are routed. @default any host */
  readonly hostNames?: readonly string[];
  readonly certificateArn: pulumi.Input<string>;
  readonly webAclArn: pulumi.Input<string>;
  readonly accessLogs: ObjectStore;
  /** Also listens on port 80, to send browsers to 443. */
  readonly redirectHttp: boolean;
  /** Headers that the balancer adds where CloudFront does not. @default none */
  readonly contentSecurityPolicy?: string;
  readonly deletionProtection: boolean;
}

/**
 * A load balancer that this program owns, and whose targets the cluster's load-balancer controller attaches.
 *
 * The controller could make the balancer from an Ingress, but it deletes such a balancer with the last Ingress, ignores its
 * deletion protection then, and cannot adopt one that stands; CloudFront, the firewall and the alarms hang on this one. So
 * Kubernetes says which pods answer (`TargetGroupBinding`, by IP address), and the program what leads to them.
 *
 * Creates a balancer with its security group and listeners, its link to the firewall, and per route a target group, a rule
 * and a binding. Costs about 16 US dollars a month, and traffic.
 */
export class RoutedBalancer extends EstateComponent implements Connectable {
  public readonly connectionName: string;
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly balancer: lb.LoadBalancer;
  public readonly listener: lb.Listener;
  private readonly args: RoutedBalancerArgs;
  private readonly targetGroups: ReadonlyMap<string, lb.TargetGroup>;

  public constructor(name: string, args: RoutedBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:edge:RoutedBalancer", name, args, opts);
    this.args = args;
    this.connectionName = name;
    this.securityGroupId = this.makeSecurityGroup().id;
    this.balancer = this.makeBalancer();
    this.openSources();
    this.openPods();
    const association = this.attachFirewall();
    this.listener = this.makeListener(association);
    this.redirectPlainHttp();
    this.targetGroups = new Map(args.routes.map((route) => [route.key, this.makeRoute(route)]));
    this.registerOutputs({ dnsName: this.balancer.dnsName, arn: this.balancer.arn });
  }

  /** @param title what an operator calls it: `shoppers` */
  public alarms(title: string): readonly AlarmSpec[] {
    const loadBalancer = this.balancer.arnSuffix;
    return [
      ...balancerAlarms(title, loadBalancer),
      ...[...this.targetGroups].flatMap(([key, group]) =>
        routeAlarms(`${title}-${key}`, loadBalancer, group.arnSuffix),
      ),
    ];
  }

  private makeSecurityGroup(): ec2.SecurityGroup {
    return new ec2.SecurityGroup(
      this.childName("security-group"),
      {
        vpcId: this.args.network.vpcId,
        description: `Load balancer ${this.componentName}: known sources in, pods out`,
        tags: { Name: this.componentName },
      },
      this.childOptions(),
    );
  }

  private openSources(): void {
    const ports = this.args.redirectHttp ? [HTTPS_PORT, HTTP_PORT] : [HTTPS_PORT];
    for (const source of this.args.sources) {
      for (const port of ports) {
        new vpc.SecurityGroupIngressRule(
          this.childName("ingress", `${source.key}-${port}`),
          {
            securityGroupId: this.securityGroupId,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
            description: `${source.key} on ${port}`,
            ...sourceOf(source),
          },
          this.childOptions(),
        );
      }
    }
  }

  /** Pods have the cluster's security group; several routes may lead to one port. */
  private openPods(): void {
    const { connectionName, securityGroupId } = this.args.cluster;
    for (const port of new Set(this.args.routes.map((route) => route.targetPort))) {
      connect(this, { connectionName, securityGroupId, port }, { parent: this });
    }
  }

  private makeBalancer(): lb.LoadBalancer {
    const { face, network, accessLogs, deletionProtection } = this.args;
    return new lb.LoadBalancer(
      this.childName("balancer"),
      {
        namePrefix: namePrefix(this.args.prefix),
        loadBalancerType: "application",
        internal: face === "private",
        subnets: [...network.subnetIds[face]],
        securityGroups: [this.securityGroupId],
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "strictest",
        enableDeletionProtection: deletionProtection,
        accessLogs: { enabled: true, bucket: accessLogs.bucketName, prefix: this.componentName },
        tags: { Name: this.componentName },
      },
      // The balancer writes a test object at once, so the store's policy has to stand; and its addresses need the gateway.
      this.childOptions({ protect: deletionProtection, dependsOn: [accessLogs, ...network.egress] }),
    );
  }

  private attachFirewall(): wafv2.WebAclAssociation {
    return new wafv2.WebAclAssociation(
      this.childName("firewall"),
      { resourceArn: this.balancer.arn, webAclArn: this.args.webAclArn },
      this.childOptions(),
    );
  }

  /** It opens after the firewall stands before it. What no route takes gets a plain 404. */
  private makeListener(firewall: pulumi.Resource): lb.Listener {
    const { contentSecurityPolicy } = this.args;
    return new lb.Listener(
      this.childName("listener", "https"),
      {
        loadBalancerArn: this.balancer.arn,
        port: HTTPS_PORT,
        protocol: "HTTPS",
        sslPolicy: TLS_POLICY,
        certificateArn: this.args.certificateArn,
        routingHttpResponseServerEnabled: false,
        ...(contentSecurityPolicy === undefined ? {} : securityHeaders(contentSecurityPolicy)),
        defaultActions: [
          {
            type: "fixed-response",
            fixedResponse: { statusCode: "404", contentType: "text/plain", messageBody: "Not found" },
          },
        ],
      },
      this.childOptions({ dependsOn: [firewall] }),
    );
  }

  private redirectPlainHttp(): void {
    if (!this.args.redirectHttp) {
      return;
    }
    const redirect = { protocol: "HTTPS", port: String(HTTPS_PORT), statusCode: "HTTP_301" };
    new lb.Listener(
      this.childName("listener", "http"),
      {
        loadBalancerArn: this.balancer.arn,
        port: HTTP_PORT,
        protocol: "HTTP",
        defaultActions: [{ type: "redirect", redirect }],
      },
      this.childOptions(),
    );
  }

  private makeRoute(route: RoutePlan): lb.TargetGroup {
    const group = this.makeTargetGroup(route);
    const { hostNames } = this.args;
    const rule = new lb.ListenerRule(
      this.childName("route", route.key),
      {
        listenerArn: this.listener.arn,
        priority: route.priority,
        conditions: [
          ...(hostNames === undefined ? [] : [{ hostHeader: { values: [...hostNames] } }]),
          { pathPattern: { values: [...route.paths] } },
        ],
        actions: [{ type: "forward", targetGroupArn: group.arn }],
      },
      this.childOptions(),
    );
    this.bindPods(route, group, rule);
    return group;
  }

  private makeTargetGroup(route: RoutePlan): lb.TargetGroup {
    return new lb.TargetGroup(
      this.childName("targets", route.key),
      {
        namePrefix: namePrefix(route.key),
        vpcId: this.args.network.vpcId,
        targetType: "ip",
        port: route.targetPort,
        protocol: route.protocol,
        deregistrationDelay: DRAIN_SECONDS,
        healthCheck: {
          path: route.healthPath,
          protocol: route.protocol,
          matcher: "200",
          interval: 15,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
        tags: { Name: `${this.componentName}-${route.key}`, [CLUSTER_TAG]: this.args.cluster.clusterName },
      },
      this.childOptions(),
    );
  }

  /** Networking is left out of the binding: the security-group rules are this program's, where plan and policy see them. */
  private bindPods(route: RoutePlan, group: lb.TargetGroup, rule: lb.ListenerRule): void {
    new CustomResource(
      this.childName("binding", route.key),
      {
        apiVersion: "elbv2.k8s.aws/v1beta1",
        kind: "TargetGroupBinding",
        metadata: { namespace: route.service.namespace },
        spec: {
          targetGroupARN: group.arn,
          targetType: "ip",
          serviceRef: { name: route.service.serviceName, port: route.service.port },
        },
      },
      // Checked only once a listener uses the group, pods would otherwise wait for their readiness gates in vain.
      this.childOptions({ provider: this.args.cluster.provider, dependsOn: [rule, ...standing(route)] }),
    );
  }
}

/** The binding refers to the Service by name only, which tells the engine nothing of the order. */
function standing({ service }: RoutePlan): readonly pulumi.Resource[] {
  return service.service === undefined ? [] : [service.service];
}

/**
 * Lets balancers in where the targets close themselves: once for each service and port, whatever the number of routes.
 * @param cidrs blocks in which the balancers stand; none: the targets have been opened by other means
 */
export function openTargets(key: string, cidrs: readonly string[], routes: readonly RoutePlan[]): void {
  const byPort = new Map(
    routes.map((route) => [`${route.service.namespace}/${route.service.serviceName}:${route.targetPort}`, route]),
  );
  for (const { service, targetPort } of cidrs.length === 0 ? [] : byPort.values()) {
    service.allowFrom?.(key, { cidrs }, targetPort);
  }
}
