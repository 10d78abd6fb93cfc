import * as monitor from "@pulumi/azure-native/monitor";
import * as azure from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import type { AwsVpnEnd } from "./vpn-aws";
import type { PlannedInstance, VpnPlan } from "./vpn-plan";

/** Where in Azure the network stands: `AzureGroup` is one. */
export interface AzurePlace {
  readonly group: { readonly id: pulumi.Output<string> };
  readonly groupName: pulumi.Output<string>;
  readonly location: string;
  readonly tags: Record<string, string>;
  readonly workspace: { readonly id: pulumi.Output<string> };
}

/** Arguments of {@link AzureVpnEnd}: `AzureVpn` has checked them. */
export interface AzureVpnEndArgs {
  readonly plan: VpnPlan;
  readonly place: AzurePlace;
  readonly awsCidr: string;
}

/** Azure demands this name of the gateway's subnet. */
const GATEWAY_SUBNET = "GatewaySubnet";
const HTTPS = "443";

/** The same suite as at AWS; lifetimes are those of AWS's defaults, so that both sides renew together. */
const SUITE = {
  ikeEncryption: "AES256",
  ikeIntegrity: "SHA384",
  dhGroup: "ECP384",
  ipsecEncryption: "GCMAES256",
  ipsecIntegrity: "GCMAES256",
  pfsGroup: "ECP384",
  saLifeTimeSeconds: 3600,
  saDataSizeKilobytes: 102_400_000,
} as const;

/**
 * The part of an `AzureVpn` at Azure: a virtual network with a subnet for private endpoints, which accepts HTTPS from the
 * VPC and nothing else, and a gateway over all zones. `link` adds the tunnels once AWS has made its side.
 */
export class AzureVpnEnd extends EstateComponent {
  public readonly network: azure.VirtualNetwork;
  public readonly endpointSubnet: azure.Subnet;
  public readonly gateway: azure.VirtualNetworkGateway;
  /** By instance. */
  public readonly publicAddresses: ReadonlyMap<string, pulumi.Output<string>>;
  private readonly args: AzureVpnEndArgs;
  private readonly common: { resourceGroupName: pulumi.Output<string>; location: string; tags: Record<string, string> };
  private readonly gatewayName: string;

  public constructor(name: string, args: AzureVpnEndArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:network:AzureVpnEnd", name, {}, opts);
    const { groupName, location, tags } = args.place;
    this.args = args;
    this.common = { resourceGroupName: groupName, location, tags };
    this.gatewayName = `${name}-gateway`;
    this.network = this.makeNetwork();
    this.endpointSubnet = this.makeEndpointSubnet();
    const addresses = new Map(args.plan.instances.map(({ key }) => [key, this.makeAddress(key)]));
    this.publicAddresses = new Map(
      [...addresses].map(([key, address]) => [key, address.ipAddress.apply((known) => known ?? "")]),
    );
    this.gateway = this.makeGateway(addresses);
    this.logGateway();
    this.registerOutputs({ networkId: this.network.id, gatewayId: this.gateway.id });
  }

  /** Makes Azure's side of every tunnel: where AWS is, and how to agree with it. */
  public link(aws: AwsVpnEnd): void {
    for (const instance of this.args.plan.instances) {
      for (const position of [0, 1] as const) {
        this.makeTunnel(instance, position, aws);
      }
    }
  }

  private makeNetwork(): azure.VirtualNetwork {
    return new azure.VirtualNetwork(
      this.childName("network"),
      { ...this.common, addressSpace: { addressPrefixes: [this.args.plan.azureCidr] } },
      this.childOptions(),
    );
  }

  private makeEndpointSubnet(): azure.Subnet {
    const group = new azure.NetworkSecurityGroup(
      this.childName("endpoints-rules"),
      {
        ...this.common,
        securityRules: [
          { ...inbound("HttpsFromVpc", 100, "Allow"), sourceAddressPrefix: this.args.awsCidr, protocol: "Tcp" },
          { ...inbound("NothingElse", 4096, "Deny"), destinationPortRange: "*" },
        ],
      },
      this.childOptions(),
    );
    return new azure.Subnet(
      this.childName("endpoints"),
      {
        resourceGroupName: this.common.resourceGroupName,
        virtualNetworkName: this.network.name,
        addressPrefix: this.args.plan.endpointsCidr,
        networkSecurityGroup: { id: group.id },
        // Without it the rules above would not hold for private endpoints.
        privateEndpointNetworkPolicies: "Enabled",
        defaultOutboundAccess: false,
      },
      this.childOptions(),
    );
  }

  private makeAddress(key: string): azure.PublicIPAddress {
    return new azure.PublicIPAddress(
      this.childName("address", key),
      {
        ...this.common,
        sku: { name: "Standard", tier: "Regional" },
        publicIPAllocationMethod: "Static",
        publicIPAddressVersion: "IPv4",
        zones: ["1", "2", "3"],
      },
      this.childOptions(),
    );
  }

  private makeGateway(addresses: ReadonlyMap<string, azure.PublicIPAddress>): azure.VirtualNetworkGateway {
    const { plan } = this.args;
    const subnet = new azure.Subnet(
      this.childName("gateway-subnet"),
      {
        resourceGroupName: this.common.resourceGroupName,
        virtualNetworkName: this.network.name,
        subnetName: GATEWAY_SUBNET,
        addressPrefix: plan.gatewayCidr,
      },
      // Azure changes one subnet of a network at a time.
      this.childOptions({ dependsOn: [this.endpointSubnet] }),
    );
    const sku = { name: plan.gatewaySku, tier: plan.gatewaySku };
    return new azure.VirtualNetworkGateway(
      this.childName("gateway"),
      {
        ...this.common,
        virtualNetworkGatewayName: this.gatewayName,
        gatewayType: "Vpn",
        vpnType: "RouteBased",
        sku,
        activeActive: plan.instances.length > 1,
        enableBgp: true,
        bgpSettings: {
          asn: plan.asn.azure,
          bgpPeeringAddresses: plan.instances.map(({ key, tunnels }) => ({
            ipconfigurationId: this.configurationId(key),
            customBgpIpAddresses: tunnels.map(({ peerAddress }) => peerAddress),
          })),
        },
        ipConfigurations: [...addresses].map(([key, address]) => ({
          name: key,
          privateIPAllocationMethod: "Dynamic",
          publicIPAddress: { id: address.id },
          subnet: { id: subnet.id },
        })),
      },
      this.childOptions(),
    );
  }

  /** The gateway speaks of its own addresses by an id that it only gets itself, so that its name must be known before. */
  private configurationId(key: string): pulumi.Output<string> {
    const provider = "providers/Microsoft.Network/virtualNetworkGateways";
    return pulumi.interpolate`${this.args.place.group.id}/${provider}/${this.gatewayName}/ipConfigurations/${key}`;
  }

  private logGateway(): void {
    new monitor.DiagnosticSetting(
      this.childName("diagnostics"),
      {
        resourceUri: this.gateway.id,
        workspaceId: this.args.place.workspace.id,
        logs: [{ categoryGroup: "allLogs", enabled: true }],
        metrics: [{ category: "AllMetrics", enabled: true }],
      },
      this.childOptions(),
    );
  }

  private makeTunnel(instance: PlannedInstance, position: 0 | 1, aws: AwsVpnEnd): void {
    const { plan } = this.args;
    const { key, awsAddress } = instance.tunnels[position];
    const made = aws.tunnels.get(key);
    if (made === undefined) {
      throw new Error(`AWS made no tunnel "${key}" for "${this.componentName}".`);
    }
    const local = new azure.LocalNetworkGateway(
      this.childName("aws", key),
      {
        ...this.common,
        gatewayIpAddress: made.address,
        bgpSettings: { asn: plan.asn.aws, bgpPeeringAddress: awsAddress },
      },
      this.childOptions(),
    );
    new azure.VirtualNetworkGatewayConnection(
      this.childName("tunnel", key),
      {
        ...this.common,
        connectionType: "IPsec",
        connectionProtocol: "IKEv2",
        enableBgp: true,
        virtualNetworkGateway1: { id: this.gateway.id },
        localNetworkGateway2: { id: local.id },
        sharedKey: made.presharedKey,
        ipsecPolicies: [SUITE],
        gatewayCustomBgpIpAddresses: plan.instances.map((each) => ({
          ipConfigurationId: this.configurationId(each.key),
          customBgpIpAddress: each.tunnels[position].peerAddress,
        })),
      },
      this.childOptions({ additionalSecretOutputs: ["sharedKey"] }),
    );
  }
}

function inbound(name: string, priority: number, access: "Allow" | "Deny") {
  return {
    name,
    priority,
    access,
    direction: "Inbound",
    protocol: "*",
    sourceAddressPrefix: "*",
    sourcePortRange: "*",
    destinationAddressPrefix: "*",
    destinationPortRange: HTTPS,
  };
}
