import assert from "node:assert/strict";
import type { Alarmed, AlarmSpec } from "../../../components/core";
import { ObjectStore } from "../../../components/data";
import { Observability } from "../../../components/observability";
import { recordProgram } from "../../../planner/recorder";
import { inputsOf, inventory, statementsOf, urns } from "../core/support";

const TOPIC = "arn:aws:sns:us-east-1:111122223333:";

const oldest: AlarmSpec = {
  key: "oldest-message",
  summary: "Messages wait too long: look at the consumer's errors first.",
  severity: "page",
  metric: {
    namespace: "AWS/SQS",
    name: "ApproximateAgeOfOldestMessage",
    dimensions: { QueueName: "events" },
    statistic: "Maximum",
  },
  comparison: "above",
  threshold: 600,
};
const slow: AlarmSpec = {
  key: "slow",
  summary: "Runs take long: look at the traces.",
  severity: "ticket",
  metric: { namespace: "AWS/Lambda", name: "Duration", dimensions: { FunctionName: "f" }, statistic: "p99" },
  comparison: "atLeast",
  threshold: 25_000,
  periodSeconds: 300,
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  missingData: "ignore",
};

function alarmed(source: string, ...specs: readonly AlarmSpec[]): Alarmed {
  return { alarmSource: source, alarms: () => specs };
}

describe("Observability", () => {
  it("makes exactly two topics with their policies and a key of its own", async () => {
    const recording = await recordProgram(() => void new Observability("shop"));
    assert.deepEqual(inventory(recording), [
      "aws:kms/alias:Alias shop-key-alias",
      "aws:kms/key:Key shop-key-key",
      "aws:kms/keyPolicy:KeyPolicy shop-key-policy",
      "aws:sns/topic:Topic shop-topic-page",
      "aws:sns/topic:Topic shop-topic-ticket",
      "aws:sns/topicPolicy:TopicPolicy shop-topic-policy-page",
      "aws:sns/topicPolicy:TopicPolicy shop-topic-policy-ticket",
      "estate:core:EncryptionKey shop-key",
      "estate:observability:Observability shop",
    ]);
    assert.equal(
      inputsOf(recording, "shop-topic-page")["kmsMasterKeyId"],
      recording.get("shop-key-key").outputs["arn"],
    );
  });

  it("lets this account's alarms publish, its budgets and cost anomalies to the topic of tickets, and nobody in plain text", async () => {
    const recording = await recordProgram(() => void new Observability("shop"));
    const page = recording.get("shop-topic-page").outputs["arn"];
    const ticket = recording.get("shop-topic-ticket").outputs["arn"];
    const alarms = (Resource: unknown) => ({
      Sid: "AlarmsOfThisAccountPublish",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Resource,
      Condition: {
        StringEquals: { "aws:SourceAccount": "111122223333" },
        ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:*" },
      },
    });
    const tls = (Resource: unknown) => ({
      Sid: "OnlyOverTls",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
    const budgets = {
      Sid: "BudgetsOfThisAccountPublish",
      Effect: "Allow",
      Principal: { Service: "budgets.amazonaws.com" },
      Action: "sns:Publish",
      Resource: ticket,
      Condition: {
        StringEquals: { "aws:SourceAccount": "111122223333" },
        ArnLike: { "aws:SourceArn": "arn:aws:budgets::111122223333:*" },
      },
    };
    const anomalies = {
      Sid: "CostAnomaliesOfThisAccountPublish",
      Effect: "Allow",
      Principal: { Service: "costalerts.amazonaws.com" },
      Action: "sns:Publish",
      Resource: ticket,
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    };
    assert.deepEqual(statementsOf(recording, "shop-topic-policy-page"), [alarms(page), tls(page)]);
    assert.deepEqual(statementsOf(recording, "shop-topic-policy-ticket"), [
      alarms(ticket),
      budgets,
      anomalies,
      tls(ticket),
    ]);
  });

  it("turns what a component declares into alarms, and one composite over them", async () => {
    const recording = await recordProgram(() => {
      new Observability("shop", { prefix: "shop-prod" }).watch(alarmed("events", oldest, slow));
    });
    const page = recording.get("shop-topic-page").outputs["arn"];
    const ticket = recording.get("shop-topic-ticket").outputs["arn"];
    assert.ok(String(page).startsWith(TOPIC));
    assert.deepEqual(inputsOf(recording, "shop-alarm-events-oldest-message"), {
      name: "shop-prod-events-oldest-message",
      alarmDescription: oldest.summary,
      namespace: "AWS/SQS",
      metricName: "ApproximateAgeOfOldestMessage",
      dimensions: { QueueName: "events" },
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 600,
      period: 60,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      treatMissingData: "notBreaching",
      alarmActions: [page],
      okActions: [page],
    });
    assert.deepEqual(inputsOf(recording, "shop-alarm-events-slow"), {
      name: "shop-prod-events-slow",
      alarmDescription: slow.summary,
      namespace: "AWS/Lambda",
      metricName: "Duration",
      dimensions: { FunctionName: "f" },
      extendedStatistic: "p99",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 25_000,
      period: 300,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: "ignore",
      alarmActions: [ticket],
      okActions: [ticket],
    });
    assert.deepEqual(inputsOf(recording, "shop-health-events"), {
      alarmName: "shop-prod-events",
      alarmDescription: "events is ill: at least one of its 2 alarms fires.",
      alarmRule: 'ALARM("shop-prod-events-oldest-message") OR ALARM("shop-prod-events-slow")',
    });
    const { dependencies } = recording.get("shop-health-events");
    for (const name of ["shop-alarm-events-oldest-message", "shop-alarm-events-slow"]) {
      assert.ok(dependencies.includes(recording.get(name).urn), `the composite does not wait for ${name}`);
    }
  });

  it("pages once per component where asked to, by the composite", async () => {
    const recording = await recordProgram(() => {
      new Observability("shop", { notify: "perComponent" }).watch(alarmed("events", oldest, slow));
    });
    const page = recording.get("shop-topic-page").outputs["arn"];
    const ticket = recording.get("shop-topic-ticket").outputs["arn"];
    assert.equal(inputsOf(recording, "shop-alarm-events-oldest-message")["alarmActions"], undefined);
    assert.deepEqual(inputsOf(recording, "shop-alarm-events-slow")["alarmActions"], [ticket]);
    assert.deepEqual(inputsOf(recording, "shop-health-events")["alarmActions"], [page]);
    assert.deepEqual(inputsOf(recording, "shop-health-events")["okActions"], [page]);
  });

  it("tells the given people, per severity", async () => {
    const recording = await recordProgram(() => {
      new Observability("shop", {
        subscriptions: {
          page: { oncall: { protocol: "https", endpoint: "https://pager.example.com/hook" } },
          ticket: { team: { protocol: "email", endpoint: "team@example.com" } },
        },
      });
    });
    assert.deepEqual(
      recording.ofType("aws:sns/topicSubscription:TopicSubscription").map(({ name, inputs }) => [name, inputs]),
      [
        [
          "shop-subscription-page-oncall",
          {
            topic: recording.get("shop-topic-page").outputs["arn"],
            protocol: "https",
            endpoint: "https://pager.example.com/hook",
          },
        ],
        [
          "shop-subscription-ticket-team",
          { topic: recording.get("shop-topic-ticket").outputs["arn"], protocol: "email", endpoint: "team@example.com" },
        ],
      ],
    );
  });

  it("keeps log groups under its key, and learns their patterns where asked to", async () => {
    const recording = await recordProgram(() => {
      const observability = new Observability("shop");
      observability.logGroup("backend", { path: "/shop/backend", retentionDays: 30, anomalies: {} });
      observability.logGroup("frontend");
    });
    const kmsKeyId = recording.get("shop-key-key").outputs["arn"];
    assert.deepEqual(inputsOf(recording, "shop-logs-backend"), {
      name: "/shop/backend",
      retentionInDays: 30,
      kmsKeyId,
    });
    assert.deepEqual(inputsOf(recording, "shop-logs-frontend"), { retentionInDays: 365, kmsKeyId });
    assert.deepEqual(inputsOf(recording, "shop-anomalies-backend"), {
      logGroupArnLists: ["arn:aws:logs:us-east-1:111122223333:log-group:/shop/backend"],
      enabled: true,
      evaluationFrequency: "FIFTEEN_MIN",
      anomalyVisibilityTime: 7,
    });
  });

  it("has a bucket under its key where asked for", async () => {
    const recording = await recordProgram(() => {
      const accessLogs = new ObjectStore("access", { role: "log" });
      new Observability("shop", { archive: { accessLogs, expireDays: 400 } });
    });
    const [bucket] = recording.childrenOf(recording.get("shop-archive", "estate:data:ObjectStore").urn);
    assert.equal(bucket?.type, "aws:s3/bucket:Bucket");
  });

  it("has the same resources before anything exists", async () => {
    const program = () => {
      const observability = new Observability("shop");
      observability.watch(alarmed("events", oldest, slow));
      observability.dashboard("overview");
      observability.logGroup("backend", { anomalies: {} });
    };
    const known = await recordProgram(program);
    const preview = await recordProgram(program, { mode: "preview" });
    assert.deepEqual(urns(preview), urns(known));
  });
});
