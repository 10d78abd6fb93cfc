import assert from "node:assert/strict";
import { EncryptionKey } from "../../components/core";
import { SearchDomain, type SearchDomainArgs } from "../../components/data";
import { PRICES } from "../../planner/proofs/prices";
import { recordProgram } from "../../planner/recorder";

async function pricesOf(engine: SearchDomainArgs["engine"] & object, type: string) {
  const recording = await recordProgram(() => {
    const key = new EncryptionKey("key", { description: "Search", services: ["logs"] });
    new SearchDomain("search", { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"], key, engine });
  });
  const [resource] = recording.ofType(type);
  assert.ok(resource);
  return (PRICES[type]?.(resource, recording.resources) ?? []).map(({ what, monthlyUsd }) => [
    what,
    Math.round(monthlyUsd * 100) / 100,
  ]);
}

describe("prices of search", () => {
  it("counts a domain's nodes, masters and volumes", async () => {
    const engine = {
      kind: "domain",
      dedicatedMasters: { instanceType: "m7g.medium.search", count: 3 },
      administratorArn: "arn:aws:iam::111122223333:role/people",
    } as const;
    assert.deepEqual(await pricesOf(engine, "aws:opensearch/domain:Domain"), [
      ["2 × t3.small.search", 52.56],
      ["3 × m7g.medium.search", 148.92],
      ["40 GB gp3", 4.88],
    ]);
  });

  it("counts what a collection bills while nobody uses it, twice with standby, and its endpoint", async () => {
    const collection = "aws:opensearch/serverlessCollection:ServerlessCollection";
    assert.deepEqual(await pricesOf({ kind: "serverless" }, collection), [["2 compute unit(s) at least", 350.4]]);
    assert.deepEqual(await pricesOf({ kind: "serverless", standby: false }, collection), [
      ["1 compute unit(s) at least", 175.2],
    ]);
    const endpoint = "aws:opensearch/serverlessVpcEndpoint:ServerlessVpcEndpoint";
    assert.deepEqual(await pricesOf({ kind: "serverless" }, endpoint), [["interface endpoint in 2 zones", 14.6]]);
  });
});
