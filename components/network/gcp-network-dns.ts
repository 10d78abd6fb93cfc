import type * as compute from "@pulumi/gcp/compute";
import * as dns from "@pulumi/gcp/dns";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { RESTRICTED_APIS } from "./gcp-network-plan";

/** Arguments of {@link GcpNetworkDns}: `GcpNetwork` has checked them. */
export interface GcpNetworkDnsArgs {
  readonly project: string;
  readonly network: compute.Network;
}

const APIS = "googleapis.com.";
const RECORD_SECONDS = 300;

/**
 * Names inside a network: Google's APIs under their private addresses, domains that other name servers know, and a record of
 * every question.
 *
 * Creates a policy that logs, a private zone with two records, and a zone per forwarded domain: twenty cents a month each.
 */
export class GcpNetworkDns extends EstateComponent {
  private readonly args: GcpNetworkDnsArgs;

  public constructor(name: string, args: GcpNetworkDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("estate:network:GcpNetworkDns", name, {}, opts);
    this.args = args;
    this.logQuestions();
    this.publishApis();
    this.registerOutputs({});
  }

  /** Sends questions about a domain through the network to these servers, and nowhere else. */
  public forward(key: string, domain: string, servers: readonly pulumi.Input<string>[]): dns.ManagedZone {
    return this.makeZone("forward", key, {
      dnsName: `${domain}.`,
      description: `Asks the name servers of a connected network for ${domain}`,
      forwardingConfig: {
        targetNameServers: servers.map((ipv4Address) => ({ ipv4Address, forwardingPath: "private" })),
      },
    });
  }

  private logQuestions(): void {
    new dns.Policy(
      this.childName("policy"),
      {
        project: this.args.project,
        enableLogging: true,
        networks: [{ networkUrl: this.args.network.id }],
      },
      this.childOptions(),
    );
  }

  private publishApis(): void {
    const zone = this.makeZone("zone", "apis", {
      dnsName: APIS,
      description: "Google's APIs under the addresses that VPC Service Controls can hold",
    });
    const record = (key: string, name: string, type: string, rrdatas: readonly string[]) =>
      new dns.RecordSet(
        this.childName("record", key),
        {
          project: this.args.project,
          managedZone: zone.name,
          name,
          type,
          ttl: RECORD_SECONDS,
          rrdatas: [...rrdatas],
        },
        this.childOptions(),
      );
    record("apis", RESTRICTED_APIS.host, "A", RESTRICTED_APIS.addresses);
    record("every-api", `*.${APIS}`, "CNAME", [RESTRICTED_APIS.host]);
  }

  private makeZone(role: string, key: string, zone: Omit<dns.ManagedZoneArgs, "visibility">): dns.ManagedZone {
    return new dns.ManagedZone(
      this.childName(role, key),
      {
        project: this.args.project,
        visibility: "private",
        privateVisibilityConfig: { networks: [{ networkUrl: this.args.network.id }] },
        ...zone,
      },
      this.childOptions(),
    );
  }
}
