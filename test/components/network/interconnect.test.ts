import assert from "node:assert/strict";
import { EncryptionKey } from "../../../components/core";
import { CloudInterconnect, type CloudInterconnectArgs, GcpNetwork, Network } from "../../../components/network";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";

const gcp = { project: "shop-analytics", projectNumber: "123456789012", location: "us-east4" };
const VPC = { vpcId: "vpc-0a", cidrBlock: "10.20.0.0/16", routeTableIds: { a: "rtb-1" } };
const DNS = { subnetIds: ["subnet-1", "subnet-2"], domains: { brokers: "kafka.us-east-1.amazonaws.com" } };
const TUNNELS = ["a-1", "a-2", "b-1", "b-2"];

function make(args: Partial<CloudInterconnectArgs> = {}, cidr = "10.30.0.0/20"): CloudInterconnect {
  const key = new EncryptionKey("key", { description: "Logs", services: ["logs"] });
  const network = new GcpNetwork("net", { gcp, cidr });
  return new CloudInterconnect("google", { aws: VPC, gcp: network, key, ...args });
}

const own = (line: string) => / google|net-names-forward/.test(line);

describe("CloudInterconnect", () => {
  it("makes exactly both ends and four tunnels", async () => {
    const recording = await recordProgram(() => void make());
    assert.deepEqual(
      inventory(recording).filter(own),
      [
        "aws:cloudwatch/logGroup:LogGroup google-aws-logs",
        ...["a", "b"].flatMap((instance) => [
          `aws:ec2/customerGateway:CustomerGateway google-aws-customer-${instance}`,
          `aws:ec2/vpnConnection:VpnConnection google-aws-connection-${instance}`,
        ]),
        "aws:ec2/vpnGateway:VpnGateway google-aws-gateway",
        "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation google-aws-propagation-a",
        "estate:network:AwsVpnEnd google-aws",
        "estate:network:CloudInterconnect google",
        "estate:network:GcpVpnEnd google-gcp",
        "gcp:compute/externalVpnGateway:ExternalVpnGateway google-gcp-aws",
        "gcp:compute/haVpnGateway:HaVpnGateway google-gcp-gateway",
        "gcp:compute/router:Router google-gcp-router",
        ...TUNNELS.flatMap((key) => [
          `gcp:compute/routerInterface:RouterInterface google-gcp-interface-${key}`,
          `gcp:compute/routerPeer:RouterPeer google-gcp-peer-${key}`,
          `gcp:compute/vPNTunnel:VPNTunnel google-gcp-tunnel-${key}`,
        ]),
      ].sort(),
    );
  });

  it("lets each side know the other: addresses, numbers and BGP's neighbours", async () => {
    const recording = await recordProgram(() => void make());
    const outputs = recording.get("google-gcp-gateway").outputs["vpnInterfaces"];
    const addresses = (Array.isArray(outputs) ? outputs : []).map(({ ipAddress }) => ipAddress);
    assert.deepEqual(
      ["a", "b"].map((key) => inputsOf(recording, `google-aws-customer-${key}`)["ipAddress"]),
      addresses,
    );
    const connection = (key: string) => recording.get(`google-aws-connection-${key}`).outputs;
    assert.deepEqual(
      inputsOf(recording, "google-gcp-aws")["interfaces"],
      [
        connection("a")["tunnel1Address"],
        connection("a")["tunnel2Address"],
        connection("b")["tunnel1Address"],
        connection("b")["tunnel2Address"],
      ].map((ipAddress, id) => ({ id, ipAddress })),
    );
    assert.deepEqual(
      TUNNELS.map((key) => {
        const tunnel = inputsOf(recording, `google-gcp-tunnel-${key}`);
        const peer = inputsOf(recording, `google-gcp-peer-${key}`);
        return [
          tunnel["vpnGatewayInterface"],
          tunnel["peerExternalGatewayInterface"],
          inputsOf(recording, `google-gcp-interface-${key}`)["ipRange"],
          peer["peerIpAddress"],
          peer["peerAsn"],
        ];
      }),
      [
        [0, 0, "169.254.21.2/30", "169.254.21.1", 64_512],
        [0, 1, "169.254.22.2/30", "169.254.22.1", 64_512],
        [1, 2, "169.254.21.6/30", "169.254.21.5", 64_512],
        [1, 3, "169.254.22.6/30", "169.254.22.5", 64_512],
      ],
    );
    assert.equal(inputsOf(recording, "google-aws-connection-b")["tunnel2InsideCidr"], "169.254.22.4/30");
    assert.equal(inputsOf(recording, "google-aws-customer-a")["bgpAsn"], "65020");
  });

  it("takes the pre-shared keys from AWS, each for its own tunnel, and shows them nowhere", async () => {
    const recording = await recordProgram(() => void make());
    for (const key of TUNNELS) {
      assert.equal(inputsOf(recording, `google-gcp-tunnel-${key}`)["sharedSecret"], "[secret]");
      const connection = recording.get(`google-aws-connection-${key.slice(0, 1)}`).urn;
      assert.ok(recording.get(`google-gcp-tunnel-${key}`).dependencies.includes(connection), key);
    }
  });

  it("agrees on one strong suite, IKEv2 only", async () => {
    const recording = await recordProgram(() => void make());
    const tunnel = inputsOf(recording, "google-gcp-tunnel-a-1");
    assert.equal(tunnel["ikeVersion"], 2);
    assert.match(JSON.stringify(tunnel["cipherSuite"]), /"dhs":\["Group-20"\].*"encryptions":\["AES-GCM-16-256"\]/);
    const aws = inputsOf(recording, "google-aws-connection-a");
    assert.deepEqual([aws["tunnel1IkeVersions"], aws["tunnel1Phase2DhGroupNumbers"]], [["ikev2"], [20]]);
  });

  it("tells AWS of the subnetwork alone, and of Cloud DNS where it asks", async () => {
    const ranges = async (args: Partial<CloudInterconnectArgs>) => {
      const bgp = inputsOf(await recordProgram(() => void make(args)), "google-gcp-router")["bgp"];
      return JSON.stringify(bgp).match(/\d+\.\d+\.\d+\.\d+\/\d+/g);
    };
    assert.deepEqual(await ranges({}), ["10.30.0.0/20"]);
    assert.deepEqual(await ranges({ dns: DNS }), ["10.30.0.0/20", "35.199.192.0/19"]);
  });

  it("sends questions about the brokers to a resolver that Cloud DNS alone can reach", async () => {
    const recording = await recordProgram(() => void make({ dns: DNS }));
    const made = recording.get("google-resolver-endpoint").outputs["ipAddresses"];
    const addresses = (Array.isArray(made) ? made : []).map(({ ip }) => ip);
    assert.equal(addresses.length, 2);
    assert.deepEqual(inputsOf(recording, "net-names-forward-brokers")["forwardingConfig"], {
      targetNameServers: addresses.map((ipv4Address) => ({ ipv4Address, forwardingPath: "private" })),
    });
    assert.deepEqual(
      ["tcp", "udp"].map((protocol) => {
        const { cidrIpv4, fromPort, toPort } = inputsOf(recording, `google-resolver-ingress-${protocol}`);
        return [cidrIpv4, fromPort, toPort];
      }),
      [
        ["35.199.192.0/19", 53, 53],
        ["35.199.192.0/19", 53, 53],
      ],
    );
  });

  it("opens one connection at both ends, and no other", async () => {
    const recording = await recordProgram(() => {
      make().allow(
        { connectionName: "flink", serviceAccountEmail: "flink@example.com" },
        { connectionName: "stream", securityGroupId: "sg-1", port: 9096 },
      );
    });
    const egress = inputsOf(recording, "net-to-stream-9096-flink");
    assert.deepEqual(
      [egress["destinationRanges"], egress["allows"], egress["targetServiceAccounts"]],
      [["10.20.0.0/16"], [{ protocol: "tcp", ports: ["9096"] }], ["flink@example.com"]],
    );
    const ingress = inputsOf(recording, "stream-ingress-flink-9096");
    assert.deepEqual(
      [ingress["securityGroupId"], ingress["cidrIpv4"], ingress["toPort"]],
      ["sg-1", "10.30.0.0/20", 9096],
    );
  });

  it("tells a lost tunnel from a lost connection", async () => {
    let keys: readonly string[] = [];
    await recordProgram(() => {
      keys = make()
        .alarms()
        .map(({ key, severity, metric }) => `${key} ${severity} ${metric.statistic}`);
    });
    assert.deepEqual(keys, [
      "tunnel-down-a ticket Minimum",
      "connection-down-a page Maximum",
      "tunnel-down-b ticket Minimum",
      "connection-down-b page Maximum",
    ]);
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make({ dns: DNS });
    assert.deepEqual(urns(await recordProgram(program)), urns(await recordProgram(program, { mode: "preview" })));
  });
});

describe("CloudInterconnect fails when", () => {
  it("ranges overlap, numbers are not private and names lead nowhere, all at once", async () => {
    const dns = { subnetIds: ["subnet-1"], domains: { brokers: "amazonaws.com." } };
    const message = await failureOf(
      () => void make({ dns, asn: { aws: 65_020, gcp: 65_020 }, logRetentionDays: 8 }, "10.20.16.0/20"),
      "gcp:compute/haVpnGateway:HaVpnGateway",
    );
    assertMentions(message, [
      'aws.cidrBlock: given "10.20.0.0/16"; allowed: a block that shares no address with 10.20.16.0/20',
      'asn: given {"aws":65020,"gcp":65020}; allowed: two different numbers',
      "dns.subnetIds: given 1; allowed: 2 to 6 private subnets, in different zones",
      'dns.domains.brokers: given "amazonaws.com."',
      "logRetentionDays: given 8",
    ]);
  });

  it("no route table learns the way, or the logs' key does not let CloudWatch use it", async () => {
    const message = await failureOf(() => {
      const key = new EncryptionKey("narrow", { description: "Nothing for logs" });
      make({ key, aws: { ...VPC, routeTableIds: {} } });
    }, "gcp:compute/haVpnGateway:HaVpnGateway");
    assertMentions(message, ["aws.routeTableIds: given {}", "key"]);
  });
});

describe("Network beside a VPN", () => {
  const zones = ["us-east-1a", "us-east-1b"];
  const make = (connectedCidrs: readonly string[]) =>
    new Network("net", {
      cidrBlock: "10.20.0.0/16",
      zones,
      tiers: { private: {}, isolated: {} },
      nat: "none",
      connectedCidrs,
    });

  it("lets isolated subnets answer the other side, but for administration", async () => {
    const recording = await recordProgram(() => void make(["10.30.0.0/20"]));
    const acl = recording.get("net-network-acl-isolated").inputs;
    const rules = (direction: string) => (Array.isArray(acl[direction]) ? acl[direction] : []);
    for (const direction of ["ingress", "egress"]) {
      const [rule] = rules(direction).filter(({ cidrBlock }) => cidrBlock === "10.30.0.0/20");
      assert.deepEqual([rule?.action, rule?.ruleNo, rule?.protocol], ["allow", 300, "-1"], direction);
    }
    const refused = rules("ingress").filter(({ action }) => action === "deny");
    assert.deepEqual(
      refused.map(({ fromPort, ruleNo }) => [fromPort, ruleNo < 300]),
      [
        [22, true],
        [3389, true],
      ],
    );
  });

  it("fails when the other side's block is this network's own", async () => {
    const message = await failureOf(() => void make(["10.20.16.0/20", "everywhere"]), "aws:ec2/vpc:Vpc");
    assertMentions(message, [
      'connectedCidrs[0]: given "10.20.16.0/20"; allowed: a block that shares no address with 10.20.0.0/16',
      'connectedCidrs[1]: given "everywhere"',
    ]);
  });
});
