import assert from "node:assert/strict";
import * as aws from "@pulumi/aws/provider";
import { VpcPeering, type VpcPeeringArgs } from "../../../components/network";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";

const CONNECTION = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";
const FROM = { vpcId: "vpc-0a", cidrBlock: "10.0.0.0/16", routeTableIds: { a: "rtb-1", b: "rtb-2" } };
const TO = { vpcId: "vpc-0b", cidrBlock: "10.1.0.0/16", routeTableIds: { a: "rtb-3" } };

function make(args: Partial<VpcPeeringArgs> = {}): VpcPeering {
  return new VpcPeering("reports", { from: FROM, to: TO, ...args });
}

describe("VpcPeering", () => {
  it("makes nothing where it is not constructed, and exactly its parts where it is", async () => {
    assert.deepEqual(inventory(await recordProgram(() => undefined)), []);
    assert.deepEqual(inventory(await recordProgram(() => void make())), [
      "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions reports-options",
      "aws:ec2/route:Route reports-route-from-a",
      "aws:ec2/route:Route reports-route-from-b",
      "aws:ec2/route:Route reports-route-to-a",
      "aws:ec2/vpcPeeringConnection:VpcPeeringConnection reports-connection",
      "estate:network:VpcPeering reports",
    ]);
  });

  it("routes both sides to each other, and resolves names across", async () => {
    const recording = await recordProgram(() => void make());
    const { id } = recording.get("reports-connection");
    assert.deepEqual(inputsOf(recording, "reports-route-from-b"), {
      routeTableId: "rtb-2",
      destinationCidrBlock: "10.1.0.0/16",
      vpcPeeringConnectionId: id,
    });
    assert.equal(inputsOf(recording, "reports-route-to-a")["destinationCidrBlock"], "10.0.0.0/16");
    assert.equal(inputsOf(recording, "reports-connection")["autoAccept"], true);
    assert.deepEqual(inputsOf(recording, "reports-options"), {
      vpcPeeringConnectionId: id,
      requester: { allowRemoteVpcDnsResolution: true },
      accepter: { allowRemoteVpcDnsResolution: true },
    });
  });

  it("accepts in another account by that account's provider, with its routes and options", async () => {
    const recording = await recordProgram(() => {
      const accepterProvider = new aws.Provider("reports-account", { region: "us-east-1" });
      make({ to: { ...TO, accountId: "444455556666" }, accepter: "provider", accepterProvider });
    });
    assert.equal(inputsOf(recording, "reports-connection")["peerOwnerId"], "444455556666");
    assert.equal(inputsOf(recording, "reports-connection")["autoAccept"], undefined);
    assert.equal(inputsOf(recording, "reports-accepter")["autoAccept"], true);
    assert.deepEqual(inputsOf(recording, "reports-options-accepter")["accepter"], {
      allowRemoteVpcDnsResolution: true,
    });
    const accepter = recording.get("reports-accepter").urn;
    assert.ok(recording.get("reports-route-to-a").dependencies.includes(accepter));
  });

  it("leaves the other side to its owners", async () => {
    const recording = await recordProgram(
      () => void make({ to: { ...TO, accountId: "444455556666" }, accepter: "other", dns: false }),
    );
    assert.deepEqual(inventory(recording), [
      "aws:ec2/route:Route reports-route-from-a",
      "aws:ec2/route:Route reports-route-from-b",
      "aws:ec2/vpcPeeringConnection:VpcPeeringConnection reports-connection",
      "estate:network:VpcPeering reports",
    ]);
  });

  it("opens one port by naming both groups", async () => {
    const recording = await recordProgram(() =>
      make().connect(
        { connectionName: "shop", securityGroupId: "sg-1" },
        { connectionName: "warehouse", securityGroupId: "sg-2", port: 5439 },
      ),
    );
    assert.equal(inputsOf(recording, "shop-egress-warehouse-5439")["referencedSecurityGroupId"], "sg-2");
    assert.equal(inputsOf(recording, "warehouse-ingress-shop-5439")["referencedSecurityGroupId"], "sg-1");
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make();
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });
});

describe("VpcPeering fails when", () => {
  it("blocks overlap, since no route can tell them apart", async () => {
    const message = await failureOf(() => void make({ to: { ...TO, cidrBlock: "10.0.128.0/17" } }), CONNECTION);
    assertMentions(message, ["to.cidrBlock", "shares no address with 10.0.0.0/16"]);
  });

  it("the other end is another cloud's, or nobody accepts, all at once", async () => {
    const to = { ...TO, vpcId: "projects/p/global/networks/n", cidrBlock: "10.1.0.1/16", accountId: "12" };
    const message = await failureOf(() => void make({ to }), CONNECTION);
    assertMentions(message, ["to.vpcId", "does not cross clouds", "to.cidrBlock", "to.accountId", "accepter"]);
  });

  it("a provider is wanted and not given", async () => {
    assertMentions(await failureOf(() => void make({ accepter: "provider" }), CONNECTION), ["accepterProvider"]);
  });
});
