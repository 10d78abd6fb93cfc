import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../../../components/core";
import { AutomatedCleanup, type AutomatedCleanupArgs } from "../../../components/serverless";
import { needs } from "../../../functions/storage-cleanup/needs";
import { recordProgram } from "../../../planner/recorder";

async function record(args: Partial<AutomatedCleanupArgs> = {}) {
  return recordProgram(() => {
    const key = new EncryptionKey("key", { description: "Functions", services: ["logs"] });
    const code = new pulumi.asset.AssetArchive({
      "index.js": new pulumi.asset.StringAsset("exports.handler = () => {};"),
    });
    const cleanup = new AutomatedCleanup("cleanup", {
      source: { code, needs },
      key,
      tag: { key: "system", value: "shop" },
      ...args,
    });
    return { alarms: cleanup.alarms().length };
  });
}

function environment(recording: Awaited<ReturnType<typeof record>>): Record<string, string> {
  const [made] = recording.ofType("aws:lambda/function:Function");
  assert.ok(made);
  return (made.inputs["environment"] as { variables: Record<string, string> }).variables;
}

describe("AutomatedCleanup", () => {
  it("looks once a day and deletes nothing until it is told to", async () => {
    const recording = await record();
    const [schedule] = recording.ofType("aws:scheduler/schedule:Schedule");
    assert.equal(schedule?.inputs["scheduleExpression"], "rate(1 day)");
    const variables = environment(recording);
    assert.equal(variables["DRY_RUN"], "true");
    assert.equal(variables["STORAGE_SCOPE"], "system=shop");
    assert.equal(variables["KUBERNETES_VOLUMES"], "keep");
    assert.equal(environment(await record({ deletes: true, orphanDays: 60 }))["DRY_RUN"], "false");
    assert.equal(environment(await record({ deletes: true, orphanDays: 60 }))["ORPHAN_DAYS"], "60");
    assert.equal(environment(await record({ clusterVolumes: "clean" }))["KUBERNETES_VOLUMES"], "clean");
  });

  it("may delete what carries the tag, and nothing else", async () => {
    const recording = await record();
    const policies = recording.ofType("aws:iam/rolePolicy:RolePolicy").map(({ inputs }) => String(inputs["policy"]));
    const statements = policies.flatMap((text) => JSON.parse(text).Statement as Record<string, unknown>[]);
    const deleting = statements.filter((statement) => JSON.stringify(statement["Action"]).includes("ec2:Delete"));
    assert.ok(deleting.length > 0);
    for (const statement of deleting) {
      assert.match(JSON.stringify(statement["Condition"]), /"aws:ResourceTag\/system":"shop"/);
    }
  });

  it("fails when a number is none", async () => {
    await assert.rejects(record({ orphanDays: 0, deletionsPerRun: 1.5 }), /orphanDays.*deletionsPerRun/s);
  });
});
