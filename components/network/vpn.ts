import * as route53 from "@pulumi/aws/route53";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed, AlarmSpec } from "../core/alarms";
import { EstateComponent } from "../core/component";
import type { Connectable } from "../core/connections";
import type { EncryptionKey } from "../core/encryption-key";
import { childName } from "../core/names";
import { tunnelAlarms } from "./vpn-alarms";
import { AwsVpnEnd } from "./vpn-aws";
import { type AzurePlace, AzureVpnEnd } from "./vpn-azure";
import { endpointAddress, planVpn, type VpnPlan } from "./vpn-plan";

export type { AzurePlace } from "./vpn-azure";

/** Arguments of {@link AzureVpn}. */
export interface AzureVpnArgs {
  /** The VPC, its IPv4 block, and the route tables that learn the way to Azure, by name. */
  readonly aws: {
    readonly vpcId: pulumi.Input<string>;
    readonly cidrBlock: string;
    readonly routeTableIds: Readonly<Record<string, pulumi.Input<string>>>;
  };
  /** Where in Azure the network stands: an `AzureGroup`. */
  readonly azure: AzurePlace;
  /** The customer key of the tunnels' logs. Its `services` must name `logs`. */
  readonly key: EncryptionKey;
  /** Azure's block, /26 or larger, apart from every connected network. @default "10.60.0.0/24" */
  readonly azureCidr?: string;
  /** Two instances of Azure's gateway and four tunnels: maintenance at Azure breaks nothing. @default false */
  readonly activeActive?: boolean;
  /** `VpnGw1AZ` to `VpnGw5AZ`. @default "VpnGw1AZ" */
  readonly gatewaySku?: string;
  /** Private numbers for BGP. @default { aws: 64512, azure: 65010 } */
  readonly asn?: { readonly aws: number; readonly azure: number };
  /** @default 90 */
  readonly logRetentionDays?: number;
}

/** Where private endpoints of Azure stand. */
export interface EndpointPlace {
  readonly virtualNetworkId: pulumi.Output<string>;
  readonly subnetId: pulumi.Output<string>;
  /** The endpoint's fixed private address. */
  readonly address: string;
}

const HTTPS = 443;
const RECORD_SECONDS = 300;

/**
 * A VPN between a VPC and Azure: IKEv2 with two tunnels and BGP, so that routes follow whichever tunnel stands.
 *
 * Creates at AWS a gateway, route propagation and a connection of two tunnels with logs; at Azure a virtual network, a subnet
 * for private endpoints that accepts HTTPS from the VPC alone, a gateway over all zones and a connection per tunnel. The
 * gateways drive the cost: about 140 US dollars per month at Azure and 37 at AWS, whether or not anything flows. Azure takes
 * half an hour or more to make its gateway.
 *
 * @example
 * const vpn = new AzureVpn("azure", { aws: { vpcId, cidrBlock: "10.0.0.0/16", routeTableIds }, azure: group, key });
 * const vault = new KeyVault("vault", { group, tenantId, vaultName: "cloudmart-prod", network: vpn.endpointPlace(0) });
 * vpn.publish("vault", vault.host, vault.address);
 * vpn.allow(backend, "vault", vault.address);
 */
export class AzureVpn extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly awsEnd: AwsVpnEnd;
  public readonly azureEnd: AzureVpnEnd;
  private readonly plan: VpnPlan;
  private readonly vpcId: pulumi.Input<string>;

  public constructor(name: string, args: AzureVpnArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planVpn(name, args);
    super("estate:network:AzureVpn", name, args, opts);
    this.alarmSource = name;
    this.plan = plan;
    this.vpcId = args.aws.vpcId;
    this.azureEnd = new AzureVpnEnd(
      this.childName("azure"),
      { plan, place: args.azure, awsCidr: args.aws.cidrBlock },
      this.childOptions(),
    );
    this.awsEnd = new AwsVpnEnd(
      this.childName("aws"),
      {
        plan: { ...plan, asn: { aws: plan.asn.aws, peer: plan.asn.azure } },
        vpcId: args.aws.vpcId,
        routeTableIds: args.aws.routeTableIds,
        key: args.key,
        publicAddresses: this.azureEnd.publicAddresses,
      },
      this.childOptions(),
    );
    this.azureEnd.link(this.awsEnd);
    this.registerOutputs({ virtualNetworkId: this.azureEnd.network.id, vpnGatewayId: this.awsEnd.gateway.id });
  }

  /** A place for a private endpoint, with a fixed address. @param position 0, 1, 2 …: one per endpoint */
  public endpointPlace(position: number): EndpointPlace {
    return {
      virtualNetworkId: this.azureEnd.network.id,
      subnetId: this.azureEnd.endpointSubnet.id,
      address: endpointAddress(this.componentName, this.plan.endpointsCidr, position),
    };
  }

  /**
   * Makes a host's name lead to its private endpoint inside the VPC. A private zone of exactly this name needs no resolver
   * at either cloud, and the service's certificate still fits.
   *
   * @param key unique among the published hosts: `vault`
   * @param host the name that clients use: `cloudmart-prod.vault.azure.net`
   */
  public publish(key: string, host: string, address: string): route53.Zone {
    const zone = new route53.Zone(
      this.childName("zone", key),
      { name: host, comment: `Private endpoint over ${this.componentName}`, vpcs: [{ vpcId: this.vpcId }] },
      this.childOptions(),
    );
    new route53.Record(
      this.childName("record", key),
      { zoneId: zone.zoneId, name: host, type: "A", ttl: RECORD_SECONDS, records: [address] },
      this.childOptions(),
    );
    return zone;
  }

  /** Lets a caller in the VPC open HTTPS to one endpoint. @param key unique among the caller's endpoints: `vault` */
  public allow(caller: Connectable, key: string, address: string): vpc.SecurityGroupEgressRule {
    return new vpc.SecurityGroupEgressRule(
      childName(caller.connectionName, "egress", `${this.componentName}-${key}`),
      {
        securityGroupId: caller.securityGroupId,
        ipProtocol: "tcp",
        fromPort: HTTPS,
        toPort: HTTPS,
        cidrIpv4: `${address}/32`,
        description: `${caller.connectionName} to ${key} over ${this.componentName}`,
      },
      this.childOptions(),
    );
  }

  /** Per connection: one tunnel down is a ticket, both down wake somebody. */
  public alarms(): readonly AlarmSpec[] {
    return tunnelAlarms(this.componentName, this.awsEnd.connections);
  }
}
