import assert from "node:assert/strict";
import { EncryptionKey } from "../../../components/core";
import { ObjectStore } from "../../../components/data";
import {
  CostAnomalies,
  type CostAnomaliesArgs,
  OBSERVABILITY_KEY_SERVICES,
  Observability,
  quotaAlarms,
  REPORT_KEY_SERVICES,
  UtilisationReport,
} from "../../../components/observability";
import { recordProgram } from "../../../planner/recorder";
import { statementsOf } from "../core/support";

async function anomalies(args: Partial<CostAnomaliesArgs> = {}, key?: readonly string[]) {
  return recordProgram(() => {
    const shared = key === undefined ? {} : { key: new EncryptionKey("key", { description: "Alarms", services: key }) };
    const observability = new Observability("shop", shared);
    new CostAnomalies("anomalies", { observability, ...args });
    return { topic: observability.topics.ticket.arn };
  });
}

async function report(services: readonly string[]) {
  return recordProgram(() => {
    const key = new EncryptionKey("key", { description: "Reports", services });
    const logs = new ObjectStore("logs", { role: "log" });
    new UtilisationReport("utilisation", { key, accessLogs: logs });
    return {};
  });
}

describe("CostAnomalies", () => {
  it("watches each service, or what carries a tag", async () => {
    const all = (await anomalies()).get("anomalies-monitor").inputs;
    assert.deepEqual([all["monitorType"], all["monitorDimension"]], ["DIMENSIONAL", "SERVICE"]);
    const tagged = (await anomalies({ tag: { key: "system", value: "shop" } })).get("anomalies-monitor").inputs;
    assert.equal(tagged["monitorType"], "CUSTOM");
    assert.deepEqual(JSON.parse(String(tagged["monitorSpecification"])).Tags, {
      Key: "system",
      MatchOptions: null,
      Values: ["shop"],
    });
  });

  it("opens a ticket at once where both amounts are exceeded, and may do so", async () => {
    const recording = await anomalies({ minimumUsd: 50 });
    const { inputs } = recording.get("anomalies-subscription");
    assert.equal(inputs["frequency"], "IMMEDIATE");
    assert.deepEqual(inputs["subscribers"], [{ type: "SNS", address: recording.outputs["topic"] }]);
    const thresholds = inputs["thresholdExpression"] as { ands: { dimension: { key: string; values: string[] } }[] };
    assert.deepEqual(
      thresholds.ands.map(({ dimension }) => [dimension.key, dimension.values]),
      [
        ["ANOMALY_TOTAL_IMPACT_ABSOLUTE", ["50"]],
        ["ANOMALY_TOTAL_IMPACT_PERCENTAGE", ["20"]],
      ],
    );
    const policy = statementsOf(recording, "shop-topic-policy-ticket");
    assert.ok(JSON.stringify(policy).includes("costalerts.amazonaws.com"));
    assert.ok(!JSON.stringify(statementsOf(recording, "shop-topic-policy-page")).includes("costalerts"));
  });

  it("fails when the topic's key does not serve it, or an amount is negative", async () => {
    await assert.rejects(
      anomalies({ minimumUsd: -1 }, OBSERVABILITY_KEY_SERVICES),
      /costalerts\.amazonaws\.com.*minimumUsd/s,
    );
  });
});

describe("quotaAlarms", () => {
  it("opens a ticket at four fifths of each quota that is given", () => {
    const { alarms } = quotaAlarms("quotas", { onDemandProcessors: 33, concurrentExecutions: 1000 });
    assert.deepEqual(
      alarms().map(({ key, metric, threshold }) => [key, metric.namespace, metric.name, threshold]),
      [
        ["on-demand-processors", "AWS/Usage", "ResourceCount", 26],
        ["concurrent-executions", "AWS/Lambda", "ConcurrentExecutions", 800],
      ],
    );
  });

  it("fails when no quota is given, or one is no count", () => {
    assert.throws(() => quotaAlarms("quotas", {}), /copy the account's figures/);
    assert.throws(() => quotaAlarms("quotas", { spotProcessors: 0.5 }), /quotas\.spotProcessors/);
  });
});

describe("UtilisationReport", () => {
  it("exports use by resource and tag to a bucket that only the two services write to", async () => {
    const recording = await report(REPORT_KEY_SERVICES);
    const { export: made } = recording.get("utilisation-export").inputs as {
      export: {
        dataQueries: { queryStatement: string; tableConfigurations: Record<string, Record<string, string>> }[];
        destinationConfigurations: { s3Destinations: { s3Bucket: string; s3Region: string }[] }[];
      };
    };
    assert.match(String(made.dataQueries[0]?.queryStatement), /line_item_resource_id.*resource_tags/);
    assert.equal(
      made.dataQueries[0]?.tableConfigurations["COST_AND_USAGE_REPORT"]?.["BILLING_VIEW_ARN"],
      "arn:aws:billing::111122223333:billingview/primary",
    );
    const destination = made.destinationConfigurations[0]?.s3Destinations[0];
    assert.deepEqual(
      [destination?.s3Bucket, destination?.s3Region],
      [recording.get("utilisation-store-bucket").outputs["bucket"], "us-east-1"],
    );
    const policy = JSON.stringify(statementsOf(recording, "utilisation-store-policy"));
    assert.ok(policy.includes("arn:aws:bcm-data-exports:us-east-1:111122223333:export/*"));
    assert.ok(policy.includes("arn:aws:cur:us-east-1:111122223333:definition/*"));
    assert.equal(recording.get("utilisation-advice").inputs["status"], "Active");
  });

  it("fails when the services may not use the key", async () => {
    await assert.rejects(report([]), /bcm-data-exports\.amazonaws\.com, billingreports\.amazonaws\.com/);
  });
});
