import { deepEqual, equal, ok } from "node:assert/strict";
import type { Recording } from "../../planner/recorder";
import type { CloudMartSettings } from "../../stacks/cloudmart/settings";
import { recordCloudMart } from "../support/cloudmart-stack";

/** Recording production twice. */
const PATIENCE_MS = 120_000;

const OFF: CloudMartSettings["future"] = { rds: false, entraId: false, bigtable: false, vpn: false };
const ON: CloudMartSettings["future"] = {
  rds: true,
  entraId: true,
  bigtable: true,
  vpn: true,
  keyVault: { name: "cloudmart-vault" },
  peering: {
    vpcId: "vpc-0abc1234def567890",
    cidrBlock: "10.60.0.0/16",
    routeTableIds: { main: "rtb-0abc1234def567890" },
  },
};

/** What each flag of the roadmap stands for, by a type that nothing else makes. */
const MARKS: Readonly<Record<keyof CloudMartSettings["future"], readonly string[]>> = {
  rds: ["aws:rds/instance:Instance"],
  entraId: ["azure-native:azureactivedirectory:CIAMTenant"],
  bigtable: ["gcp:bigtable/instance:Instance"],
  vpn: [
    "aws:ec2/vpnGateway:VpnGateway",
    "aws:ec2/vpnConnection:VpnConnection",
    "azure-native:network:VirtualNetworkGateway",
  ],
  keyVault: ["azure-native:keyvault:Vault"],
  peering: ["aws:ec2/vpcPeeringConnection:VpcPeeringConnection"],
};

/** Production as shipped, but for what the roadmap switches on. */
async function record(future: CloudMartSettings["future"]): Promise<Recording> {
  return (await recordCloudMart("prod", (settings) => ({ ...settings, future }))).recording;
}

describe("CloudMart's roadmap flags", function () {
  this.timeout(PATIENCE_MS);
  let off: Recording;
  let on: Recording;

  before(async () => {
    off = await record(OFF);
    on = await record(ON);
  });

  for (const [flag, types] of Object.entries(MARKS)) {
    it(`${flag}: nothing when off, ${types.map((type) => type.split(":").at(-1)).join(" and ")} when on`, () => {
      for (const type of types) {
        equal(off.ofType(type).length, 0, `${type} when off`);
        ok(on.ofType(type).length > 0, `${type} when on`);
      }
    });
  }

  it("add to what stands and take nothing away", () => {
    const there = new Set(on.resources.map((resource) => resource.urn));
    deepEqual(
      off.resources.filter((resource) => !there.has(resource.urn)).map((resource) => resource.name),
      [],
    );
  });

  it("let the vault have no public door", () => {
    const [vault] = on.ofType("azure-native:keyvault:Vault");
    const properties = vault?.inputs["properties"];
    ok(typeof properties === "object" && properties !== null && "publicNetworkAccess" in properties);
    equal(properties["publicNetworkAccess"], "Disabled");
  });
});
