import assert from "node:assert/strict";
import { EncryptionKey } from "../../../components/core";
import { AzureVpn, type AzureVpnArgs } from "../../../components/network";
import { AzureGroup } from "../../../components/pipeline";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";

const GATEWAY = "azure-native:network:VirtualNetworkGateway";
const VPC = { vpcId: "vpc-0a", cidrBlock: "10.0.0.0/16", routeTableIds: { a: "rtb-1" } };

function make(args: Partial<AzureVpnArgs> = {}): AzureVpn {
  const key = new EncryptionKey("key", { description: "Logs", services: ["logs"] });
  const azure = new AzureGroup("group", { location: "eastus" });
  return new AzureVpn("azure", { aws: VPC, azure, key, ...args });
}

describe("AzureVpn", () => {
  it("makes exactly both ends and two tunnels", async () => {
    const recording = await recordProgram(() => void make());
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" azure")),
      [
        "aws:cloudwatch/logGroup:LogGroup azure-aws-logs",
        "aws:ec2/customerGateway:CustomerGateway azure-aws-customer-a",
        "aws:ec2/vpnConnection:VpnConnection azure-aws-connection-a",
        "aws:ec2/vpnGateway:VpnGateway azure-aws-gateway",
        "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation azure-aws-propagation-a",
        "azure-native:monitor:DiagnosticSetting azure-azure-diagnostics",
        "azure-native:network:LocalNetworkGateway azure-azure-aws-a-1",
        "azure-native:network:LocalNetworkGateway azure-azure-aws-a-2",
        "azure-native:network:NetworkSecurityGroup azure-azure-endpoints-rules",
        "azure-native:network:PublicIPAddress azure-azure-address-a",
        "azure-native:network:Subnet azure-azure-endpoints",
        "azure-native:network:Subnet azure-azure-gateway-subnet",
        "azure-native:network:VirtualNetwork azure-azure-network",
        "azure-native:network:VirtualNetworkGateway azure-azure-gateway",
        "azure-native:network:VirtualNetworkGatewayConnection azure-azure-tunnel-a-1",
        "azure-native:network:VirtualNetworkGatewayConnection azure-azure-tunnel-a-2",
        "estate:network:AwsVpnEnd azure-aws",
        "estate:network:AzureVpn azure",
        "estate:network:AzureVpnEnd azure-azure",
      ],
    );
  });

  it("lets each side know the other by address and BGP peer", async () => {
    const recording = await recordProgram(() => void make());
    const connection = recording.get("azure-aws-connection-a");
    const customer = inputsOf(recording, "azure-aws-customer-a");
    assert.equal(customer["ipAddress"], recording.get("azure-azure-address-a").outputs["ipAddress"]);
    assert.equal(customer["bgpAsn"], "65010");
    assert.equal(inputsOf(recording, "azure-aws-connection-a")["tunnel2InsideCidr"], "169.254.22.0/30");
    const local = inputsOf(recording, "azure-azure-aws-a-2");
    assert.equal(local["gatewayIpAddress"], connection.outputs["tunnel2Address"]);
    assert.deepEqual(local["bgpSettings"], { asn: 64512, bgpPeeringAddress: "169.254.22.1" });
    const settings = JSON.stringify(inputsOf(recording, "azure-azure-gateway")["bgpSettings"]);
    assert.match(settings, /"customBgpIpAddresses":\["169\.254\.21\.2","169\.254\.22\.2"\]/);
    assert.match(settings, /virtualNetworkGateways\/azure-azure-gateway\/ipConfigurations\/a/);
  });

  it("takes the pre-shared keys from AWS, and shows them nowhere", async () => {
    const recording = await recordProgram(() => void make());
    for (const tunnel of ["azure-azure-tunnel-a-1", "azure-azure-tunnel-a-2"]) {
      assert.equal(inputsOf(recording, tunnel)["sharedKey"], "[secret]");
      assert.ok(recording.get(tunnel).dependencies.includes(recording.get("azure-aws-connection-a").urn));
    }
  });

  it("agrees on one strong suite", async () => {
    const recording = await recordProgram(() => void make());
    const aws = inputsOf(recording, "azure-aws-connection-a");
    assert.deepEqual(
      [1, 2].map((tunnel) => [
        aws[`tunnel${tunnel}IkeVersions`],
        aws[`tunnel${tunnel}Phase1DhGroupNumbers`],
        aws[`tunnel${tunnel}Phase2EncryptionAlgorithms`],
      ]),
      [1, 2].map(() => [["ikev2"], [20], ["AES256-GCM-16"]]),
    );
    assert.match(
      JSON.stringify(inputsOf(recording, "azure-azure-tunnel-a-1")["ipsecPolicies"]),
      /"dhGroup":"ECP384".*"ipsecEncryption":"GCMAES256".*"pfsGroup":"ECP384"/,
    );
  });

  it("makes four tunnels over two instances by setting", async () => {
    const recording = await recordProgram(() => void make({ activeActive: true }));
    assert.equal(recording.ofType("azure-native:network:VirtualNetworkGatewayConnection").length, 4);
    assert.equal(inputsOf(recording, "azure-azure-gateway")["activeActive"], true);
    assert.equal(inputsOf(recording, "azure-aws-connection-b")["tunnel1InsideCidr"], "169.254.21.4/30");
  });

  it("accepts HTTPS from the VPC alone at Azure", async () => {
    const recording = await recordProgram(() => void make());
    const rules = inputsOf(recording, "azure-azure-endpoints-rules")["securityRules"];
    assert.deepEqual(
      (Array.isArray(rules) ? rules : []).map(({ access, sourceAddressPrefix, destinationPortRange }) => [
        access,
        sourceAddressPrefix,
        destinationPortRange,
      ]),
      [
        ["Allow", "10.0.0.0/16", "443"],
        ["Deny", "*", "*"],
      ],
    );
    assert.equal(inputsOf(recording, "azure-azure-endpoints")["addressPrefix"], "10.60.0.128/25");
    assert.equal(inputsOf(recording, "azure-azure-gateway-subnet")["addressPrefix"], "10.60.0.0/27");
  });

  it("publishes a host inside the VPC and opens HTTPS to it alone", async () => {
    let address = "";
    const recording = await recordProgram(() => {
      const vpn = make();
      ({ address } = vpn.endpointPlace(0));
      vpn.publish("vault", "shop.vault.azure.net", address);
      vpn.allow({ connectionName: "backend", securityGroupId: "sg-1" }, "vault", address);
    });
    assert.equal(address, "10.60.0.132");
    assert.deepEqual(inputsOf(recording, "azure-zone-vault")["vpcs"], [{ vpcId: "vpc-0a" }]);
    assert.deepEqual(inputsOf(recording, "azure-record-vault")["records"], ["10.60.0.132"]);
    assert.equal(inputsOf(recording, "backend-egress-azure-vault")["cidrIpv4"], "10.60.0.132/32");
  });

  it("tells a lost tunnel from a lost connection", async () => {
    const alarms: string[] = [];
    await recordProgram(
      () =>
        void alarms.push(
          ...make()
            .alarms()
            .map(({ key, severity }) => `${key} ${severity}`),
        ),
    );
    assert.deepEqual(alarms, ["tunnel-down-a ticket", "connection-down-a page"]);
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make({ activeActive: true });
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });
});

describe("AzureVpn fails when", () => {
  it("ranges overlap", async () => {
    assertMentions(await failureOf(() => void make({ azureCidr: "10.0.8.0/24" }), GATEWAY), [
      "azureCidr",
      "shares no address with 10.0.0.0/16",
    ]);
  });

  it("settings are not to be had, all at once", async () => {
    const args = {
      azureCidr: "10.60.0.0/28",
      gatewaySku: "Basic",
      asn: { aws: 7224, azure: 65_515 },
      aws: { ...VPC, routeTableIds: {} },
    };
    const message = await failureOf(() => void make(args), GATEWAY);
    assertMentions(message, ["azureCidr", "gatewaySku", "asn.aws", "asn.azure", "aws.routeTableIds"]);
  });

  it("the subnet has no such address", async () => {
    assertMentions(await failureOf(() => void make().endpointPlace(200), "aws:ec2/route:Route"), ["position"]);
  });
});
