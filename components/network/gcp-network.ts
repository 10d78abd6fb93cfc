import * as compute from "@pulumi/gcp/compute";
import type * as dns from "@pulumi/gcp/dns";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import type { GcpProject } from "../pipeline/gcp-project";
import { GcpNetworkDns } from "./gcp-network-dns";
import {
  checkEgress,
  type GcpEgress,
  type GcpNetworkPlan,
  LAST_PRIORITY,
  planGcpNetwork,
  RESTRICTED_APIS,
} from "./gcp-network-plan";

export { GCP_NETWORK_DEFAULTS, GCP_NETWORK_SERVICES, type GcpEgress } from "./gcp-network-plan";

/** Arguments of {@link GcpNetwork}. */
export interface GcpNetworkArgs {
  readonly gcp: GcpProject;
  /** Addresses of the one subnetwork, private, /8 to /29, apart from every connected network. @default "10.30.0.0/20" */
  readonly cidr?: string;
  /** A way to the internet for callers that `allowInternet` names; Google's APIs need none. @default true */
  readonly nat?: boolean;
  /** Share of the flows that is recorded, above 0 and up to 1. @default 0.5 */
  readonly flowSampling?: number;
  /** What must stand first: the services {@link GCP_NETWORK_SERVICES}, enabled. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** Something that runs in a Google Cloud network as a service account of its own: the firewall knows it by that. */
export interface GcpCaller {
  /** Logical name; the rules' names end with it. */
  readonly connectionName: string;
  readonly serviceAccountEmail: pulumi.Input<string>;
}

const HTTPS = 443;
const ANYWHERE = "0.0.0.0/0";
const LOGGED = { metadata: "INCLUDE_ALL_METADATA" } as const;

/**
 * A private network in Google Cloud: one subnetwork, no public address, and a firewall that is closed in both directions
 * until an intent opens one connection of one service account.
 *
 * Creates a network in custom mode, a subnetwork with Private Google Access and flow logs, a router, NAT where wanted, two
 * rules that refuse and record everything, and names under which Google's APIs answer privately. Cost: NAT about one US
 * dollar a month per address and 4.5 cents per gibibyte, and the logs of what flows.
 *
 * @example
 * const services = new GcpServices("shop", { project: gcp.project, services: GCP_NETWORK_SERVICES });
 * const network = new GcpNetwork("shop", { gcp, cidr: "10.30.0.0/20", after: services.enabled });
 * network.allowAmong(cluster);
 * network.allowGoogleApis(cluster);
 */
export class GcpNetwork extends EstateComponent {
  public readonly gcp: GcpProject;
  /** The subnetwork's block. */
  public readonly cidr: string;
  public readonly network: compute.Network;
  public readonly subnetwork: compute.Subnetwork;
  /** As clusters and jobs take it. */
  public readonly subnetworkUrl: pulumi.Output<string>;
  public readonly router: compute.Router;
  /** Absent without a way to the internet. */
  public readonly nat: compute.RouterNat | undefined;
  private readonly names: GcpNetworkDns;

  public constructor(name: string, args: GcpNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planGcpNetwork(name, args);
    super("estate:network:GcpNetwork", name, args, opts);
    this.gcp = plan.gcp;
    this.cidr = plan.cidr;
    this.network = this.makeNetwork(args.after ?? []);
    this.subnetwork = this.makeSubnetwork(plan);
    this.subnetworkUrl = this.subnetwork.selfLink;
    this.router = this.makeRouter();
    this.nat = plan.nat ? this.makeNat() : undefined;
    this.refuseTheRest();
    this.names = new GcpNetworkDns(
      this.childName("names"),
      { project: plan.gcp.project, network: this.network },
      this.childOptions(),
    );
    this.registerOutputs({ networkId: this.network.id, subnetworkUrl: this.subnetworkUrl });
  }

  /** Lets the machines of one account speak to each other, on every port: a cluster's nodes. */
  public allowAmong(caller: GcpCaller): readonly compute.Firewall[] {
    const { connectionName, serviceAccountEmail } = caller;
    const protocols = [{ protocol: "tcp" }, { protocol: "udp" }, { protocol: "icmp" }];
    const description = `Machines of ${connectionName} among themselves`;
    return [
      this.makeRule("among-in", connectionName, {
        description,
        direction: "INGRESS",
        sourceServiceAccounts: [serviceAccountEmail],
        targetServiceAccounts: [serviceAccountEmail],
        allows: protocols,
      }),
      // What goes out can be told apart by address only.
      this.makeRule("among-out", connectionName, {
        description,
        direction: "EGRESS",
        destinationRanges: [this.cidr],
        targetServiceAccounts: [serviceAccountEmail],
        allows: protocols,
      }),
    ];
  }

  /** Lets a caller reach Google's APIs, privately. */
  public allowGoogleApis(caller: GcpCaller): compute.Firewall {
    return this.allowEgress("apis", caller, { cidr: RESTRICTED_APIS.cidr, ports: [HTTPS] });
  }

  /** Lets a caller open HTTPS to the internet, through NAT. @throws {Error} where the network has none */
  public allowInternet(caller: GcpCaller): compute.Firewall {
    if (this.nat === undefined) {
      throw new Error(`GcpNetwork "${this.componentName}" has no way to the internet: make it with nat: true.`);
    }
    return this.allowEgress("internet", caller, { cidr: ANYWHERE, ports: [HTTPS] });
  }

  /**
   * Lets a caller open connections to a block, such as a VPC behind a VPN.
   * @param key what is reached, unique among the caller's connections: `brokers`
   * @throws {pulumi.InputPropertiesError} where block or ports make no sense
   */
  public allowEgress(key: string, caller: GcpCaller, egress: GcpEgress): compute.Firewall {
    checkEgress(`${this.componentName}-${key}`, egress);
    return this.makeRule(`to-${key}`, caller.connectionName, {
      description: `${caller.connectionName} to ${key} on ${egress.ports.join(", ")}`,
      direction: "EGRESS",
      destinationRanges: [egress.cidr],
      targetServiceAccounts: [caller.serviceAccountEmail],
      allows: [{ protocol: "tcp", ports: egress.ports.map(String) }],
    });
  }

  /**
   * Asks name servers of a connected network for the names of one domain.
   * @param key unique among the domains: `brokers`
   * @param domain without a dot at its end: `kafka.us-east-1.amazonaws.com`
   */
  public forward(key: string, domain: string, servers: readonly pulumi.Input<string>[]): dns.ManagedZone {
    return this.names.forward(key, domain, servers);
  }

  private makeNetwork(after: readonly pulumi.Resource[]): compute.Network {
    return new compute.Network(
      this.childName("network"),
      { project: this.gcp.project, autoCreateSubnetworks: false, routingMode: "REGIONAL" },
      this.childOptions({ dependsOn: [...after] }),
    );
  }

  private makeSubnetwork(plan: GcpNetworkPlan): compute.Subnetwork {
    return new compute.Subnetwork(
      this.childName("subnetwork"),
      {
        ...this.place(),
        network: this.network.id,
        ipCidrRange: plan.cidr,
        privateIpGoogleAccess: true,
        logConfig: {
          aggregationInterval: "INTERVAL_10_MIN",
          flowSampling: plan.flowSampling,
          metadata: "INCLUDE_ALL_METADATA",
        },
      },
      this.childOptions(),
    );
  }

  /** For NAT alone: a VPN brings a router of its own, whose number BGP speaks. */
  private makeRouter(): compute.Router {
    return new compute.Router(
      this.childName("router"),
      { ...this.place(), network: this.network.id },
      this.childOptions(),
    );
  }

  private makeNat(): compute.RouterNat {
    return new compute.RouterNat(
      this.childName("nat"),
      {
        ...this.place(),
        router: this.router.name,
        natIpAllocateOption: "AUTO_ONLY",
        sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
        subnetworks: [{ name: this.subnetwork.id, sourceIpRangesToNats: ["PRIMARY_IP_RANGE"] }],
        logConfig: { enable: true, filter: "ALL" },
      },
      this.childOptions(),
    );
  }

  /** Google refuses what comes in by itself, but records nothing of it, and lets everything out. */
  private refuseTheRest(): void {
    for (const direction of ["INGRESS", "EGRESS"] as const) {
      const incoming = direction === "INGRESS";
      this.makeRule("refuse", direction.toLowerCase(), {
        description: `Everything ${incoming ? "coming in" : "going out"} that no rule allows`,
        direction,
        priority: LAST_PRIORITY,
        ...(incoming ? { sourceRanges: [ANYWHERE] } : { destinationRanges: [ANYWHERE] }),
        denies: [{ protocol: "all" }],
      });
    }
  }

  private makeRule(role: string, key: string, rule: Omit<compute.FirewallArgs, "network">): compute.Firewall {
    return new compute.Firewall(
      this.childName(role, key),
      { project: this.gcp.project, network: this.network.id, logConfig: LOGGED, ...rule },
      this.childOptions(),
    );
  }

  private place(): { readonly project: string; readonly region: string } {
    return { project: this.gcp.project, region: this.gcp.location };
  }
}
