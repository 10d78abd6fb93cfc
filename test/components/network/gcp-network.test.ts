import assert from "node:assert/strict";
import { GcpNetwork, type GcpNetworkArgs } from "../../../components/network";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";

const gcp = { project: "shop-analytics", projectNumber: "123456789012", location: "us-east4" };
const CALLER = { connectionName: "flink", serviceAccountEmail: "flink@shop-analytics.iam.gserviceaccount.com" };
const FIREWALL = "gcp:compute/firewall:Firewall";

function make(args: Partial<GcpNetworkArgs> = {}): GcpNetwork {
  return new GcpNetwork("shop", { gcp, ...args });
}

describe("GcpNetwork", () => {
  it("makes exactly a private network with names, NAT and a closed firewall", async () => {
    const recording = await recordProgram(() => void make());
    assert.deepEqual(inventory(recording), [
      "estate:network:GcpNetwork shop",
      "estate:network:GcpNetworkDns shop-names",
      "gcp:compute/firewall:Firewall shop-refuse-egress",
      "gcp:compute/firewall:Firewall shop-refuse-ingress",
      "gcp:compute/network:Network shop-network",
      "gcp:compute/router:Router shop-router",
      "gcp:compute/routerNat:RouterNat shop-nat",
      "gcp:compute/subnetwork:Subnetwork shop-subnetwork",
      "gcp:dns/managedZone:ManagedZone shop-names-zone-apis",
      "gcp:dns/policy:Policy shop-names-policy",
      "gcp:dns/recordSet:RecordSet shop-names-record-apis",
      "gcp:dns/recordSet:RecordSet shop-names-record-every-api",
    ]);
  });

  it("records flows, translations, refusals and questions", async () => {
    const recording = await recordProgram(() => void make({ flowSampling: 1 }));
    assert.deepEqual(inputsOf(recording, "shop-subnetwork")["logConfig"], {
      aggregationInterval: "INTERVAL_10_MIN",
      flowSampling: 1,
      metadata: "INCLUDE_ALL_METADATA",
    });
    assert.deepEqual(inputsOf(recording, "shop-nat")["logConfig"], { enable: true, filter: "ALL" });
    assert.equal(inputsOf(recording, "shop-names-policy")["enableLogging"], true);
    for (const rule of recording.ofType(FIREWALL)) {
      assert.deepEqual(rule.inputs["logConfig"], { metadata: "INCLUDE_ALL_METADATA" }, rule.name);
    }
  });

  it("refuses everything in both directions, last of all", async () => {
    const recording = await recordProgram(() => void make());
    assert.deepEqual(
      ["ingress", "egress"].map((direction) => {
        const rule = inputsOf(recording, `shop-refuse-${direction}`);
        return [rule["direction"], rule["denies"], rule["priority"]];
      }),
      [
        ["INGRESS", [{ protocol: "all" }], 65_000],
        ["EGRESS", [{ protocol: "all" }], 65_000],
      ],
    );
  });

  it("opens what intents say, for one account", async () => {
    const recording = await recordProgram(() => {
      const network = make();
      network.allowAmong(CALLER);
      network.allowGoogleApis(CALLER);
      network.allowInternet(CALLER);
      network.allowEgress("brokers", CALLER, { cidr: "10.20.0.0/16", ports: [9096] });
    });
    const opened = recording
      .ofType(FIREWALL)
      .filter(({ inputs }) => inputs["allows"] !== undefined)
      .sort((one, other) => one.name.localeCompare(other.name));
    for (const { name, inputs } of opened) {
      assert.deepEqual(inputs["targetServiceAccounts"], [CALLER.serviceAccountEmail], name);
    }
    const everyPort = [{ protocol: "tcp" }, { protocol: "udp" }, { protocol: "icmp" }];
    assert.deepEqual(
      opened.map(({ name, inputs }) => [
        name,
        inputs["sourceServiceAccounts"] ?? inputs["destinationRanges"],
        inputs["allows"],
      ]),
      [
        ["shop-among-in-flink", [CALLER.serviceAccountEmail], everyPort],
        ["shop-among-out-flink", ["10.30.0.0/20"], everyPort],
        ["shop-to-apis-flink", ["199.36.153.4/30"], [{ protocol: "tcp", ports: ["443"] }]],
        ["shop-to-brokers-flink", ["10.20.0.0/16"], [{ protocol: "tcp", ports: ["9096"] }]],
        ["shop-to-internet-flink", ["0.0.0.0/0"], [{ protocol: "tcp", ports: ["443"] }]],
      ],
    );
  });

  it("answers for Google's APIs privately, and asks others for their domains", async () => {
    const recording = await recordProgram(
      () => void make().forward("brokers", "kafka.us-east-1.amazonaws.com", ["10.20.1.4", "10.20.2.4"]),
    );
    assert.deepEqual(inputsOf(recording, "shop-names-record-every-api")["rrdatas"], ["restricted.googleapis.com."]);
    const zone = inputsOf(recording, "shop-names-forward-brokers");
    assert.equal(zone["dnsName"], "kafka.us-east-1.amazonaws.com.");
    assert.deepEqual(zone["forwardingConfig"], {
      targetNameServers: ["10.20.1.4", "10.20.2.4"].map((ipv4Address) => ({ ipv4Address, forwardingPath: "private" })),
    });
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make();
    assert.deepEqual(urns(await recordProgram(program)), urns(await recordProgram(program, { mode: "preview" })));
  });
});

describe("GcpNetwork fails when", () => {
  it("settings are not to be had, all at once", async () => {
    const message = await failureOf(
      () => void make({ gcp: { ...gcp, location: "us" }, cidr: "8.8.0.0/20", flowSampling: 0 }),
      "gcp:compute/network:Network",
    );
    assertMentions(message, [
      'gcp.location: given "us"',
      'cidr: given "8.8.0.0/20"; allowed: a private IPv4 block from /8 to /29, such as 10.30.0.0/20',
      "flowSampling: given 0; allowed: a share above 0 and up to 1",
    ]);
  });

  it("the internet is asked for without a way there", async () => {
    const message = await failureOf(
      () => void make({ nat: false }).allowInternet(CALLER),
      "gcp:compute/routerNat:RouterNat",
    );
    assert.match(message, /GcpNetwork "shop" has no way to the internet: make it with nat: true/);
  });

  it("a connection has no port, or leads nowhere", async () => {
    const message = await failureOf(
      () => void make().allowEgress("brokers", CALLER, { cidr: "brokers", ports: [] }),
      "gcp:compute/none:None",
    );
    assertMentions(message, ['cidr: given "brokers"', "ports: given []"]);
  });
});
