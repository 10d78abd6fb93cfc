import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FailoverReport } from "../../planner/rehearse/failover";
import { promote, undone } from "../../planner/rehearse/scenarios/promotion";
import { CloudInventory, type CloudResource } from "../../simulator/provider";

const MEMBER = "arn:aws:rds:us-west-2:111122223333:cluster:orders-second";

function resource(type: string, id: string, region: string, more: Partial<CloudResource>): CloudResource {
  const name = { urn: `urn:pulumi:shop::shop::${type}::${id}`, name: id, physicalName: id };
  return { type, id, ...name, scope: `111122223333/${region}`, wire: {}, inputs: {}, outputs: {}, life: 0, ...more };
}

const FRAME = resource("aws:rds/globalCluster:GlobalCluster", "orders", "us-east-1", {});
const SECOND = resource("aws:rds/cluster:Cluster", "orders-second", "us-west-2", {
  inputs: { globalClusterIdentifier: "orders" },
  outputs: { arn: MEMBER },
});

/** A report in which one service's database is promoted. */
function report(promotes: string): FailoverReport {
  const store = { name: "orders", what: "follows", lostMinutes: 1, lostWrites: 1, lostAt: "00:00", promotes };
  const service = { service: "order", met: true, away: { targetMinutes: 15, minutes: 13 }, lossTargetMinutes: 60 };
  return {
    firstRegion: "us-east-1",
    secondRegion: "us-west-2",
    lost: 1,
    left: 2,
    services: [{ ...service, timeline: [], stores: [store], path: [], problems: [] }],
    behind: [],
  };
}

describe("rehearse: the promotion of a database", () => {
  const folder = mkdtempSync(join(tmpdir(), "estate-promotion-"));
  const inventory = new CloudInventory(join(folder, "inventory.jsonl"));
  before(() => {
    inventory.put(FRAME);
    inventory.put(SECOND);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("makes the member that follows the writer, and sees when that is undone", () => {
    const promotions = promote(inventory, report(SECOND.urn));
    assert.deepEqual(
      promotions.map(({ member }) => member),
      [MEMBER],
    );
    assert.deepEqual(inventory.find(FRAME.type, "orders")?.outputs["globalClusterMembers"], [
      { dbClusterArn: MEMBER, isWriter: true, readers: [] },
    ]);
    assert.deepEqual(undone(inventory, promotions), []);
    inventory.put(FRAME);
    assert.deepEqual(undone(inventory, promotions), [`${MEMBER} is no longer the writer of ${FRAME.urn}`]);
  });

  it("promotes nothing that no service waits for", () => {
    assert.deepEqual(promote(inventory, report("urn:of:another")), []);
  });
});
