import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmSpec, EncryptionKey, serviceTrust } from "../../../components/core";
import { EventQueue, type EventQueueArgs, FunctionService } from "../../../components/serverless";
import { CATALOG } from "../../../functions/catalog";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:111122223333:shop-events";
const TOPIC_ARN = "arn:aws:sns:us-east-1:111122223333:orders";

function makeQueue(args: Partial<EventQueueArgs> = {}) {
  const key = new EncryptionKey("key", { description: "Events", services: ["logs", "sns.amazonaws.com"] });
  const queue = new EventQueue("events", { key, queueName: "shop-events", ...args });
  const role = new iam.Role("worker", { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") });
  return { key, queue, worker: { granteeName: "worker", role } };
}

function denial(arn: string) {
  return {
    Sid: "DenyPlainHttp",
    Effect: "Deny",
    Principal: "*",
    Action: "sqs:*",
    Resource: arn,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

describe("EventQueue", () => {
  it("makes exactly two queues, their policies and the redrive rule", async () => {
    const recording = await recordProgram(() => ({ arn: makeQueue({ consumerTimeoutSeconds: 60 }).key.arn }));
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" events")),
      [
        "aws:sqs/queue:Queue events-dead-letters",
        "aws:sqs/queue:Queue events-queue",
        "aws:sqs/queuePolicy:QueuePolicy events-dead-letters-policy",
        "aws:sqs/queuePolicy:QueuePolicy events-policy",
        "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy events-redrive-allow",
        "estate:serverless:EventQueue events",
      ],
    );
    const { redrivePolicy, ...queue } = inputsOf(recording, "events-queue");
    assert.deepEqual(queue, {
      name: "shop-events",
      kmsMasterKeyId: recording.outputs["arn"],
      messageRetentionSeconds: 345_600,
      visibilityTimeoutSeconds: 360,
      delaySeconds: 0,
      receiveWaitTimeSeconds: 20,
    });
    assert.deepEqual(JSON.parse(String(redrivePolicy)), {
      deadLetterTargetArn: `${QUEUE_ARN}-dead-letters`,
      maxReceiveCount: 5,
    });
    assert.deepEqual(inputsOf(recording, "events-dead-letters"), {
      name: "shop-events-dead-letters",
      kmsMasterKeyId: recording.outputs["arn"],
      messageRetentionSeconds: 1_209_600,
    });
    assert.deepEqual(JSON.parse(String(inputsOf(recording, "events-redrive-allow")["redriveAllowPolicy"])), {
      redrivePermission: "byQueue",
      sourceQueueArns: [QUEUE_ARN],
    });
    assert.deepEqual(statementsOf(recording, "events-policy"), [denial(QUEUE_ARN)]);
    assert.deepEqual(statementsOf(recording, "events-dead-letters-policy"), [denial(`${QUEUE_ARN}-dead-letters`)]);
    assert.ok(recording.resources.every((resource) => resource.modelled || !resource.custom));
  });

  it("keeps order where asked, in both queues", async () => {
    const recording = await recordProgram(() => void makeQueue({ fifo: true }));
    const queue = inputsOf(recording, "events-queue");
    assert.deepEqual(
      [queue["name"], queue["fifoQueue"], queue["contentBasedDeduplication"]],
      ["shop-events.fifo", true, true],
    );
    const dead = inputsOf(recording, "events-dead-letters");
    assert.deepEqual([dead["name"], dead["fifoQueue"]], ["shop-events-dead-letters.fifo", true]);
  });

  it("admits a source by its ARN and account", async () => {
    const recording = await recordProgram(
      () => void makeQueue().queue.allowSource("orders-topic", "sns.amazonaws.com", TOPIC_ARN),
    );
    assert.deepEqual(statementsOf(recording, "events-policy"), [
      denial(QUEUE_ARN),
      {
        Sid: "SourceOrdersTopic",
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: QUEUE_ARN,
        Condition: {
          ArnEquals: { "aws:SourceArn": TOPIC_ARN },
          StringEquals: { "aws:SourceAccount": "111122223333" },
        },
      },
    ]);
  });

  it("grants sending and consuming on this queue, key included", async () => {
    const recording = await recordProgram(() => {
      const { queue, worker, key } = makeQueue();
      queue.grantSend(worker);
      queue.grantConsume(worker);
      return { arn: key.arn };
    });
    const use = {
      Sid: "UseKeySqs",
      Effect: "Allow",
      Resource: recording.outputs["arn"],
      Condition: { StringEquals: { "kms:ViaService": "sqs.us-east-1.amazonaws.com" } },
    };
    assert.deepEqual(statementsOf(recording, "worker-policy-events-send"), [
      { Sid: "Messages", Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE_ARN },
      { ...use, Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"] },
    ]);
    assert.deepEqual(statementsOf(recording, "worker-policy-events-consume"), [
      {
        Sid: "Messages",
        Effect: "Allow",
        Action: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
        Resource: QUEUE_ARN,
      },
      { ...use, Action: "kms:Decrypt" },
    ]);
  });

  it("lets a function look at dead letters and send them again, and nothing more", async () => {
    const recording = await recordProgram(() => {
      const { key, queue } = makeQueue();
      const needs = CATALOG["queue-redrive"].needs;
      const code = new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = 1;") });
      const bindings = { dead: queue.deadLetterBinding, source: queue };
      new FunctionService("redrive", { code, key, needs, bindings });
      return { arn: key.arn, dead: queue.deadLetters.url, source: queue.url };
    });
    const { arn, dead, source } = recording.outputs;
    const messages = statementsOf(recording, "redrive-policy-needs").slice(5);
    assert.deepEqual(
      messages.map((statement) => {
        const { Sid, Action, Resource } = Object(statement);
        return [Sid, Action, Resource];
      }),
      [
        [
          "DeadMessages",
          ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
          `${QUEUE_ARN}-dead-letters`,
        ],
        ["DeadUseKeySqs", "kms:Decrypt", arn],
        ["SourceMessages", "sqs:SendMessage", QUEUE_ARN],
        ["SourceUseKeySqs", ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"], arn],
      ],
    );
    const { variables } = Object(inputsOf(recording, "redrive-function")["environment"]);
    assert.deepEqual([variables.DEAD_LETTER_QUEUE_URL, variables.SOURCE_QUEUE_URL], [dead, source]);
  });

  it("keeps messages for people as long as SQS does, and raises a ticket for the first one", async () => {
    const alarms: AlarmSpec[] = [];
    const recording = await recordProgram(() => void alarms.push(...makeQueue({ reader: "people" }).queue.alarms()));
    const { messageRetentionSeconds, redrivePolicy } = inputsOf(recording, "events-queue");
    assert.equal(messageRetentionSeconds, 1_209_600);
    assert.equal(JSON.parse(String(redrivePolicy)).maxReceiveCount, 1000);
    assert.deepEqual(
      alarms.map(({ key, severity, metric, threshold }) => [key, severity, metric.name, threshold]),
      [
        ["waiting", "ticket", "ApproximateNumberOfMessagesVisible", 1],
        ["dead-letters", "page", "ApproximateNumberOfMessagesVisible", 1],
      ],
    );
  });

  it("declares its alarms, and has the same resources in a preview", async () => {
    const alarms: AlarmSpec[] = [];
    const program = () => {
      alarms.splice(0, alarms.length, ...makeQueue({ oldestMessageSeconds: 60 }).queue.alarms());
    };
    const known = await recordProgram(program);
    assert.deepEqual(
      alarms.map(({ key, metric, comparison, threshold }) => [key, metric.name, comparison, threshold]),
      [
        ["oldest-message", "ApproximateAgeOfOldestMessage", "above", 60],
        ["dead-letters", "ApproximateNumberOfMessagesVisible", "atLeast", 1],
      ],
    );
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(known));
  });

  describe("fails when", () => {
    it("times, counts or the name are out of range", async () => {
      const args = {
        consumerTimeoutSeconds: 60,
        visibilitySeconds: 60,
        retentionDays: 15,
        maxReceives: 0,
        delaySeconds: 901,
        queueName: "no spaces",
      };
      assertMentions(await failureOf(() => void makeQueue(args), "estate:serverless:EventQueue"), [
        'EventQueue "events" has 5 faults',
        "visibilitySeconds: given 60; allowed: 360 (6 times the consumer's timeout of 60 s)",
        "retentionDays: given 15; allowed: a whole number from 1 to 14",
        "maxReceives: given 0",
        "delaySeconds: given 901",
        'queueName: given "no spaces"',
      ]);
    });

    it("a source may not use the key", async () => {
      const program = () => makeQueue().queue.allowSource("uploads", "s3.amazonaws.com", "arn:aws:s3:::uploads");
      assertMentions(await failureOf(program, "none"), [
        'add "s3.amazonaws.com" to the services of EncryptionKey "key"',
      ]);
    });
  });
});
