import * as compute from "@pulumi/gcp/compute";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import type { GcpNetwork } from "./gcp-network";
import { CLOUD_DNS_SOURCE } from "./gcp-network-plan";
import type { InterconnectPlan } from "./interconnect-plan";
import type { AwsVpnEnd } from "./vpn-aws";
import type { PlannedTunnel } from "./vpn-plan";

/** Arguments of {@link GcpVpnEnd}: `CloudInterconnect` has checked them. */
export interface GcpVpnEndArgs {
  readonly plan: InterconnectPlan;
  readonly network: GcpNetwork;
  /** Whether Cloud DNS asks the VPC's resolver, so that answers must find the way back. */
  readonly asksResolver: boolean;
}

/** One of the four tunnels, and which public addresses it lies between. */
interface PlacedTunnel {
  readonly tunnel: PlannedTunnel;
  /** Google's: 0 or 1. */
  readonly gatewayInterface: number;
  /** AWS's: 0 to 3. */
  readonly peerInterface: number;
}

/** Seconds between two signs of life; AWS waits 30 before it gives a neighbour up. */
const KEEPALIVE_SECONDS = 10;

/**
 * The same suite as at AWS, in Google's spelling ("Configure ciphers for Cloud VPN tunnels"; the names of groups and
 * pseudo-random functions beyond the provider's example are from memory: recheck before release).
 */
const SUITE = {
  phase1: {
    encryptions: ["AES-CBC-256"],
    integrities: ["HMAC-SHA2-384-192"],
    prves: ["PRF-HMAC-SHA2-384"],
    dhs: ["Group-20"],
  },
  phase2: { encryptions: ["AES-GCM-16-256"], pfs: ["Group-20"] },
};

/**
 * The part of a `CloudInterconnect` at Google: a gateway with two addresses, a router that tells AWS of the subnetwork alone,
 * and `link`, which adds the four tunnels once AWS has made its side.
 */
export class GcpVpnEnd extends EstateComponent {
  public readonly gateway: compute.HaVpnGateway;
  public readonly router: compute.Router;
  /** By instance, `a` and `b`. */
  public readonly publicAddresses: ReadonlyMap<string, pulumi.Output<string>>;
  private readonly args: GcpVpnEndArgs;

  public constructor(name: string, args: GcpVpnEndArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:network:GcpVpnEnd", name, {}, opts);
    this.args = args;
    this.gateway = this.makeGateway();
    this.router = this.makeRouter();
    this.publicAddresses = new Map(
      args.plan.aws.instances.map(({ key }, index) => [key, this.publicAddress(index)] as const),
    );
    this.registerOutputs({ gatewayId: this.gateway.id });
  }

  /** Makes Google's side of every tunnel: where AWS is, how to agree with it, and what BGP says. */
  public link(aws: AwsVpnEnd): void {
    const placed = this.args.plan.aws.instances.flatMap(({ tunnels }, instance) =>
      tunnels.map((tunnel, position) => ({
        tunnel,
        gatewayInterface: instance,
        peerInterface: instance * 2 + position,
      })),
    );
    const peer = this.makePeerGateway(placed, aws);
    for (const each of placed) {
      this.makeTunnel(each, peer, aws);
    }
  }

  private makeGateway(): compute.HaVpnGateway {
    return new compute.HaVpnGateway(
      this.childName("gateway"),
      { ...this.place(), network: this.args.network.network.id, stackType: "IPV4_ONLY" },
      this.childOptions(),
    );
  }

  private publicAddress(index: number): pulumi.Output<string> {
    return this.gateway.vpnInterfaces.apply((interfaces) => interfaces[index]?.ipAddress ?? "");
  }

  /** Nothing but the subnetwork is told to AWS, and the block that Cloud DNS asks from where it asks. */
  private makeRouter(): compute.Router {
    const { plan, network, asksResolver } = this.args;
    const ranges = [
      { range: network.cidr, description: "The subnetwork" },
      ...(asksResolver ? [{ range: CLOUD_DNS_SOURCE, description: "Where Cloud DNS asks from" }] : []),
    ];
    return new compute.Router(
      this.childName("router"),
      {
        ...this.place(),
        network: network.network.id,
        bgp: {
          asn: plan.asn.gcp,
          advertiseMode: "CUSTOM",
          advertisedIpRanges: ranges,
          keepaliveInterval: KEEPALIVE_SECONDS,
        },
      },
      this.childOptions(),
    );
  }

  private makePeerGateway(placed: readonly PlacedTunnel[], aws: AwsVpnEnd): compute.ExternalVpnGateway {
    return new compute.ExternalVpnGateway(
      this.childName("aws"),
      {
        project: this.args.network.gcp.project,
        description: "The four addresses of AWS",
        redundancyType: "FOUR_IPS_REDUNDANCY",
        interfaces: placed.map(({ tunnel, peerInterface }) => ({
          id: peerInterface,
          ipAddress: madeBy(aws, tunnel).address,
        })),
      },
      this.childOptions(),
    );
  }

  private makeTunnel(placed: PlacedTunnel, peer: compute.ExternalVpnGateway, aws: AwsVpnEnd): void {
    const { tunnel, gatewayInterface, peerInterface } = placed;
    const { asn } = this.args.plan;
    const made = new compute.VPNTunnel(
      this.childName("tunnel", tunnel.key),
      {
        ...this.place(),
        vpnGateway: this.gateway.id,
        vpnGatewayInterface: gatewayInterface,
        peerExternalGateway: peer.id,
        peerExternalGatewayInterface: peerInterface,
        router: this.router.id,
        ikeVersion: 2,
        cipherSuite: SUITE,
        sharedSecret: madeBy(aws, tunnel).presharedKey,
      },
      this.childOptions({ additionalSecretOutputs: ["sharedSecret"] }),
    );
    const end = new compute.RouterInterface(
      this.childName("interface", tunnel.key),
      { ...this.place(), router: this.router.name, vpnTunnel: made.name, ipRange: `${tunnel.peerAddress}/30` },
      this.childOptions(),
    );
    new compute.RouterPeer(
      this.childName("peer", tunnel.key),
      {
        ...this.place(),
        router: this.router.name,
        interface: end.name,
        ipAddress: tunnel.peerAddress,
        peerIpAddress: tunnel.awsAddress,
        peerAsn: asn.aws,
      },
      this.childOptions(),
    );
  }

  private place(): { readonly project: string; readonly region: string } {
    const { project, location } = this.args.network.gcp;
    return { project, region: location };
  }
}

function madeBy(aws: AwsVpnEnd, { key }: PlannedTunnel) {
  const made = aws.tunnels.get(key);
  if (made === undefined) {
    throw new Error(`AWS made no tunnel "${key}".`);
  }
  return made;
}
