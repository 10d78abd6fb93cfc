import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import type { EncryptionKey } from "../core/encryption-key";
import type { PlannedInstance } from "./vpn-plan";

/** What AWS has to know of a VPN. */
export interface AwsVpnPlan {
  /** Private numbers for BGP, here and at the other side. */
  readonly asn: { readonly aws: number; readonly peer: number };
  readonly instances: readonly PlannedInstance[];
  readonly logRetentionDays: number;
}

/** Arguments of {@link AwsVpnEnd}: `AzureVpn` or `CloudInterconnect` has checked them. */
export interface AwsVpnEndArgs {
  readonly plan: AwsVpnPlan;
  readonly vpcId: pulumi.Input<string>;
  readonly routeTableIds: Readonly<Record<string, pulumi.Input<string>>>;
  readonly key: EncryptionKey;
  /** The other side's public addresses, by instance. */
  readonly publicAddresses: ReadonlyMap<string, pulumi.Output<string>>;
}

/** One tunnel as AWS made it. */
export interface MadeTunnel {
  /** Public address at AWS. */
  readonly address: pulumi.Output<string>;
  /** Made by AWS, 32 characters; a secret. */
  readonly presharedKey: pulumi.Output<string>;
}

/**
 * IKEv2 only, with the strongest suite that all three clouds take: AES-256-GCM, SHA-384 and the 384-bit curve, which is group
 * 20 at AWS and Google, and ECP384 at Azure.
 */
const SUITE = {
  tunnel1IkeVersions: ["ikev2"],
  tunnel1Phase1EncryptionAlgorithms: ["AES256"],
  tunnel1Phase1IntegrityAlgorithms: ["SHA2-384"],
  tunnel1Phase1DhGroupNumbers: [20],
  tunnel1Phase2EncryptionAlgorithms: ["AES256-GCM-16"],
  tunnel1Phase2IntegrityAlgorithms: ["SHA2-384"],
  tunnel1Phase2DhGroupNumbers: [20],
  tunnel1StartupAction: "start",
  tunnel1DpdTimeoutAction: "restart",
  tunnel2IkeVersions: ["ikev2"],
  tunnel2Phase1EncryptionAlgorithms: ["AES256"],
  tunnel2Phase1IntegrityAlgorithms: ["SHA2-384"],
  tunnel2Phase1DhGroupNumbers: [20],
  tunnel2Phase2EncryptionAlgorithms: ["AES256-GCM-16"],
  tunnel2Phase2IntegrityAlgorithms: ["SHA2-384"],
  tunnel2Phase2DhGroupNumbers: [20],
  tunnel2StartupAction: "start",
  tunnel2DpdTimeoutAction: "restart",
} satisfies Partial<ec2.VpnConnectionArgs>;

/**
 * The part of a VPN at AWS: gateway of the VPC, routes that it learns, and one connection of two tunnels per public address
 * of the other side's gateway, with encrypted logs. A VPC takes one such gateway.
 */
export class AwsVpnEnd extends EstateComponent {
  public readonly gateway: ec2.VpnGateway;
  public readonly connections: ReadonlyMap<string, ec2.VpnConnection>;
  /** By the plan's keys: `a-1`. */
  public readonly tunnels: ReadonlyMap<string, MadeTunnel>;

  public constructor(name: string, args: AwsVpnEndArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:network:AwsVpnEnd", name, {}, opts);
    const { plan } = args;
    this.gateway = this.makeGateway(args);
    const logs = this.makeLogs(args);
    const connections = plan.instances.map((instance) => ({
      instance,
      connection: this.makeConnection(instance, args, logs),
    }));
    this.connections = new Map(connections.map(({ instance, connection }) => [instance.key, connection]));
    this.tunnels = new Map(connections.flatMap(({ instance, connection }) => tunnelsOf(instance, connection)));
    this.registerOutputs({ gatewayId: this.gateway.id });
  }

  private makeGateway({ plan, vpcId, routeTableIds }: AwsVpnEndArgs): ec2.VpnGateway {
    const gateway = new ec2.VpnGateway(
      this.childName("gateway"),
      { vpcId, amazonSideAsn: String(plan.asn.aws), tags: { Name: this.componentName } },
      this.childOptions(),
    );
    for (const [key, routeTableId] of Object.entries(routeTableIds)) {
      new ec2.VpnGatewayRoutePropagation(
        this.childName("propagation", key),
        { vpnGatewayId: gateway.id, routeTableId },
        this.childOptions(),
      );
    }
    return gateway;
  }

  private makeLogs({ plan, key }: AwsVpnEndArgs): cloudwatch.LogGroup {
    return new cloudwatch.LogGroup(
      this.childName("logs"),
      { kmsKeyId: key.arn, retentionInDays: plan.logRetentionDays },
      this.childOptions(),
    );
  }

  private makeConnection(
    { key, tunnels }: PlannedInstance,
    { plan, publicAddresses }: AwsVpnEndArgs,
    logs: cloudwatch.LogGroup,
  ): ec2.VpnConnection {
    const customer = new ec2.CustomerGateway(
      this.childName("customer", key),
      {
        type: "ipsec.1",
        bgpAsn: String(plan.asn.peer),
        ipAddress: publicAddresses.get(key) ?? pulumi.output(""),
        tags: { Name: `${this.componentName}-${key}` },
      },
      this.childOptions(),
    );
    const logged = { cloudwatchLogOptions: { logEnabled: true, logGroupArn: logs.arn, logOutputFormat: "json" } };
    // AWS makes the pre-shared keys and hands them over as secrets: none of ours is written anywhere.
    return new ec2.VpnConnection(
      this.childName("connection", key),
      {
        ...SUITE,
        type: "ipsec.1",
        vpnGatewayId: this.gateway.id,
        customerGatewayId: customer.id,
        staticRoutesOnly: false,
        tunnel1InsideCidr: tunnels[0].insideCidr,
        tunnel2InsideCidr: tunnels[1].insideCidr,
        tunnel1LogOptions: logged,
        tunnel2LogOptions: logged,
        tags: { Name: `${this.componentName}-${key}` },
      },
      this.childOptions(),
    );
  }
}

function tunnelsOf(
  { tunnels }: PlannedInstance,
  connection: ec2.VpnConnection,
): readonly (readonly [string, MadeTunnel])[] {
  return [
    [
      tunnels[0].key,
      { address: connection.tunnel1Address, presharedKey: pulumi.secret(connection.tunnel1PresharedKey) },
    ],
    [
      tunnels[1].key,
      { address: connection.tunnel2Address, presharedKey: pulumi.secret(connection.tunnel2PresharedKey) },
    ],
  ];
}
