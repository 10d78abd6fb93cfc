import * as vpc from "@pulumi/aws/vpc";
import type * as compute from "@pulumi/gcp/compute";
import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed, AlarmSpec } from "../core/alarms";
import { EstateComponent } from "../core/component";
import type { Listener } from "../core/connections";
import type { EncryptionKey } from "../core/encryption-key";
import { childName } from "../core/names";
import type { GcpCaller, GcpNetwork } from "./gcp-network";
import { GcpVpnEnd } from "./interconnect-google";
import { type InterconnectPlan, planInterconnect } from "./interconnect-plan";
import { InboundResolver } from "./interconnect-resolver";
import { tunnelAlarms } from "./vpn-alarms";
import { AwsVpnEnd } from "./vpn-aws";

export { INTERCONNECT_DEFAULTS } from "./interconnect-plan";

/** How callers at Google learn the addresses of names that the VPC's resolver knows. */
export interface InterconnectDns {
  /** Two to six private subnets in different zones, one address of the resolver in each. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Domains that Cloud DNS asks the VPC's resolver for: `{ brokers: "kafka.us-east-1.amazonaws.com" }`. */
  readonly domains: Readonly<Record<string, string>>;
}

/** Arguments of {@link CloudInterconnect}. */
export interface CloudInterconnectArgs {
  /** The VPC, its IPv4 block, and the route tables that learn the way to Google, by name: those of private subnets. */
  readonly aws: {
    readonly vpcId: pulumi.Input<string>;
    readonly cidrBlock: string;
    readonly routeTableIds: Readonly<Record<string, pulumi.Input<string>>>;
  };
  /** The network at Google; its block must share no address with the VPC's. */
  readonly gcp: GcpNetwork;
  /** The customer key of the tunnels' logs. Its `services` must name `logs`. */
  readonly key: EncryptionKey;
  /**
   * Names of the VPC for callers at Google. The names of MSK's brokers are public, with private addresses behind them, so
   * that a development stack can do without.
   * @default none: public DNS answers
   */
  readonly dns?: InterconnectDns;
  /** Private numbers for BGP. @default { aws: 64512, gcp: 65020 } */
  readonly asn?: { readonly aws: number; readonly gcp: number };
  /** @default 90 */
  readonly logRetentionDays?: number;
}

/**
 * A VPN between a VPC and a network of Google Cloud: four tunnels between two addresses at Google and four at AWS, IKEv2,
 * and BGP, so that routes follow whichever tunnels stand. Opens no connection by itself: `allow` does, at both ends.
 *
 * Creates at AWS a gateway, route propagation and two connections with encrypted logs, and a resolver's endpoint where names
 * are asked for; at Google a gateway, a router, four tunnels and their BGP sessions. AWS makes the pre-shared keys, which are
 * secrets. Cost: about 73 US dollars a month at AWS, 146 at Google, 183 for the resolver, whether or not anything flows.
 *
 * @example
 * const interconnect = new CloudInterconnect("google", { aws: { vpcId, cidrBlock: "10.20.0.0/16", routeTableIds }, gcp, key,
 *   dns: { subnetIds, domains: { brokers: "kafka.us-east-1.amazonaws.com" } } });
 * interconnect.allow(flinkCluster, stream.listener("scram"));
 */
export class CloudInterconnect extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly awsEnd: AwsVpnEnd;
  public readonly gcpEnd: GcpVpnEnd;
  /** Absent where public DNS answers. */
  public readonly resolver: InboundResolver | undefined;
  private readonly args: CloudInterconnectArgs;

  public constructor(name: string, args: CloudInterconnectArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planInterconnect(name, args);
    super("estate:network:CloudInterconnect", name, args, opts);
    this.alarmSource = name;
    this.args = args;
    this.gcpEnd = new GcpVpnEnd(
      this.childName("gcp"),
      { plan, network: args.gcp, asksResolver: args.dns !== undefined },
      this.childOptions(),
    );
    this.awsEnd = this.makeAwsEnd(plan);
    this.gcpEnd.link(this.awsEnd);
    this.resolver = args.dns === undefined ? undefined : this.makeResolver(args.dns);
    this.registerOutputs({ vpnGatewayId: this.awsEnd.gateway.id });
  }

  /**
   * Opens one connection from Google Cloud into the VPC, at both ends: an egress rule of the caller's account, and an
   * ingress rule of the listener for the subnetwork's block, which is all that AWS can see.
   */
  public allow(
    caller: GcpCaller,
    listener: Listener,
  ): { readonly egress: compute.Firewall; readonly ingress: vpc.SecurityGroupIngressRule } {
    const { aws, gcp } = this.args;
    const { connectionName, securityGroupId, port } = listener;
    const egress = gcp.allowEgress(`${connectionName}-${port}`, caller, { cidr: aws.cidrBlock, ports: [port] });
    const ingress = new vpc.SecurityGroupIngressRule(
      childName(connectionName, "ingress", `${caller.connectionName}-${port}`),
      {
        securityGroupId,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        cidrIpv4: gcp.cidr,
        description: `${caller.connectionName} to ${connectionName} over ${this.componentName}`,
      },
      this.childOptions(),
    );
    return { egress, ingress };
  }

  /** Per connection of two tunnels: one tunnel down is a ticket, both down wake somebody. */
  public alarms(): readonly AlarmSpec[] {
    return tunnelAlarms(this.componentName, this.awsEnd.connections);
  }

  private makeAwsEnd(plan: InterconnectPlan): AwsVpnEnd {
    const { aws, key } = this.args;
    return new AwsVpnEnd(
      this.childName("aws"),
      {
        plan: plan.aws,
        vpcId: aws.vpcId,
        routeTableIds: aws.routeTableIds,
        key,
        publicAddresses: this.gcpEnd.publicAddresses,
      },
      this.childOptions(),
    );
  }

  private makeResolver({ subnetIds, domains }: InterconnectDns): InboundResolver {
    const { aws, gcp } = this.args;
    const resolver = new InboundResolver(
      this.childName("resolver"),
      { vpcId: aws.vpcId, subnetIds },
      this.childOptions(),
    );
    for (const [key, domain] of Object.entries(domains)) {
      gcp.forward(key, domain, resolver.addresses);
    }
    return resolver;
  }
}
