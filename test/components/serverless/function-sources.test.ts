import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "../../../components/core";
import { DataTables } from "../../../components/data";
import { EventQueue, FunctionService, type FunctionServiceArgs } from "../../../components/serverless";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf } from "../core/support";

const ALIAS = "arn:aws:lambda:us-east-1:111122223333:function:worker:live";

function makeWorker(args: Partial<FunctionServiceArgs> = {}) {
  const key = new EncryptionKey("key", { description: "Worker", services: ["logs"] });
  const text = new pulumi.asset.StringAsset("exports.handler = async () => {};");
  const code = new pulumi.asset.AssetArchive({ "index.js": text });
  return { key, worker: new FunctionService("worker", { code, key, functionName: "worker", ...args }) };
}

function makeOrders(key: EncryptionKey) {
  return new DataTables("data", {
    key,
    prefix: "shop",
    tables: { orders: { attributes: { id: "string" }, partitionKey: "id", stream: "newImage" } },
  }).table("orders");
}

describe("FunctionService's sources", () => {
  it("consumes a queue with partial failures, once it may", async () => {
    const recording = await recordProgram(() => {
      const { key, worker } = makeWorker();
      const queue = new EventQueue("events", { key, queueName: "events" });
      worker.onQueue(queue, { batchSize: 100, windowSeconds: 5, maxConcurrency: 4, filters: [{ body: ["x"] }] });
    });
    assert.deepEqual(inputsOf(recording, "worker-source-events"), {
      functionName: ALIAS,
      eventSourceArn: "arn:aws:sqs:us-east-1:111122223333:events",
      batchSize: 100,
      maximumBatchingWindowInSeconds: 5,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: 4 },
      filterCriteria: { filters: [{ pattern: '{"body":["x"]}' }] },
    });
    const policy = recording.get("worker-policy-events-source").urn;
    assert.ok(recording.get("worker-source-events").dependencies.includes(policy));
  });

  it("reads a stream with bisection, an age limit, and a place for what fails", async () => {
    const alarms: string[] = [];
    const recording = await recordProgram(() => {
      const { key, worker } = makeWorker();
      worker.onStream(makeOrders(key), { filters: [{ eventName: ["INSERT"] }] });
      alarms.splice(0, alarms.length, ...worker.alarms().map((alarm) => alarm.key));
    });
    assert.deepEqual(inputsOf(recording, "worker-source-data-orders"), {
      functionName: ALIAS,
      eventSourceArn: "arn:aws:dynamodb:us-east-1:111122223333:table/shop-orders/stream/2026-01-01T00:00:00.000",
      startingPosition: "TRIM_HORIZON",
      batchSize: 100,
      maximumBatchingWindowInSeconds: 1,
      bisectBatchOnFunctionError: true,
      maximumRecordAgeInSeconds: 21_600,
      maximumRetryAttempts: 5,
      parallelizationFactor: 1,
      functionResponseTypes: ["ReportBatchItemFailures"],
      destinationConfig: { onFailure: { destinationArn: recording.get("worker-failures").outputs["arn"] } },
      filterCriteria: { filters: [{ pattern: '{"eventName":["INSERT"]}' }] },
    });
    assert.deepEqual(alarms, ["errors", "throttles", "duration", "failed-events", "iterator-age"]);
  });

  it("sends what a stream gives up on to another queue, with the right to do so", async () => {
    const recording = await recordProgram(() => {
      const { key, worker } = makeWorker();
      const lost = new EventQueue("lost", { key, queueName: "lost" });
      worker.onStream(makeOrders(key), { onFailure: lost });
    });
    const lost = "arn:aws:sqs:us-east-1:111122223333:lost";
    assert.deepEqual(inputsOf(recording, "worker-source-data-orders")["destinationConfig"], {
      onFailure: { destinationArn: lost },
    });
    const [send] = statementsOf(recording, "worker-policy-lost-failures");
    assert.deepEqual(send, { Sid: "Messages", Effect: "Allow", Action: "sqs:SendMessage", Resource: lost });
  });

  it("runs at given times under a role of the schedule's own", async () => {
    const recording = await recordProgram(() => {
      makeWorker().worker.onSchedule("nightly", { expression: "cron(0 3 * * ? *)", input: { full: true } });
    });
    assert.deepEqual(inputsOf(recording, "worker-schedule-nightly"), {
      scheduleExpression: "cron(0 3 * * ? *)",
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: ALIAS,
        roleArn: recording.get("worker-schedule-role-nightly").outputs["arn"],
        input: '{"full":true}',
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 },
        deadLetterConfig: { arn: recording.get("worker-failures").outputs["arn"] },
      },
    });
    assert.deepEqual(statementsOf(recording, "worker-schedule-role-nightly", "assumeRolePolicy"), [
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnEquals: { "aws:SourceArn": "arn:aws:scheduler:us-east-1:111122223333:schedule-group/default" },
        },
      },
    ]);
    const [invoke] = statementsOf(recording, "worker-schedule-nightly-policy-invoke");
    assert.deepEqual(invoke, {
      Sid: "InvokeFunction",
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: ALIAS,
    });
  });

  it("opens in a VPC what is declared, and nothing else", async () => {
    const recording = await recordProgram(() => {
      const endpoints = [{ host: "api.stripe.com", purpose: "Payments" }];
      const network = { vpcId: "vpc-1", subnetIds: ["subnet-1"], prefixLists: { dynamodb: "pl-1" }, internet: true };
      const { worker } = makeWorker({ network, needs: { endpoints } });
      worker.connectTo({ connectionName: "cache", securityGroupId: "sg-cache", port: 6379 });
    });
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes("ecurityGroup")),
      [
        "aws:ec2/securityGroup:SecurityGroup worker-security-group",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule worker-egress-cache-6379",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule worker-egress-dynamodb",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule worker-egress-hosts-443",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule cache-ingress-worker-6379",
      ],
    );
    const group = String(recording.get("worker-security-group").id);
    assert.deepEqual(inputsOf(recording, "worker-function")["vpcConfig"], {
      subnetIds: ["subnet-1"],
      securityGroupIds: [group],
    });
    const ec2 = "arn:aws:ec2:us-east-1:111122223333";
    assert.deepEqual(statementsOf(recording, "worker-policy-needs").slice(5), [
      {
        Sid: "CreateNetworkInterfaces",
        Effect: "Allow",
        Action: "ec2:CreateNetworkInterface",
        Resource: [`${ec2}:network-interface/*`, `${ec2}:subnet/subnet-1`, `${ec2}:security-group/${group}`],
      },
      {
        Sid: "ReleaseNetworkInterfaces",
        Effect: "Allow",
        Action: ["ec2:AssignPrivateIpAddresses", "ec2:DeleteNetworkInterface", "ec2:UnassignPrivateIpAddresses"],
        Resource: `${ec2}:network-interface/*`,
      },
      {
        Sid: "DescribeNetwork",
        Effect: "Allow",
        Action: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
        Resource: "*",
      },
    ]);
  });

  describe("fails when", () => {
    it("the queue shows a message again while the function may still work on it", async () => {
      const program = () => {
        const { key, worker } = makeWorker({ timeoutSeconds: 60 });
        worker.onQueue(new EventQueue("events", { key }), { batchSize: 50, maxConcurrency: 1 });
      };
      assertMentions(await failureOf(program, "aws:lambda/eventSourceMapping:EventSourceMapping"), [
        "onQueue(events).visibilitySeconds: given 180; allowed: 360 or more",
        "onQueue.windowSeconds: given 0; allowed: 1 or more for batches above 10",
        "onQueue.maxConcurrency: given 1",
      ]);
    });

    it("stream or schedule options are out of range", async () => {
      const stream = () => {
        const { key, worker } = makeWorker();
        worker.onStream(makeOrders(key), { maxAgeSeconds: 30, parallelization: 11, filters: Array(6).fill({}) });
      };
      assertMentions(await failureOf(stream, "aws:lambda/eventSourceMapping:EventSourceMapping"), [
        "onStream.maxAgeSeconds: given 30",
        "onStream.parallelization: given 11",
        "onStream.filters: given 6; allowed: up to 5 patterns",
      ]);
      const schedule = () => void makeWorker().worker.onSchedule("x", { expression: "every day", retries: 200 });
      assertMentions(await failureOf(schedule, "aws:scheduler/schedule:Schedule"), [
        'onSchedule.expression: given "every day"',
        "onSchedule.retries: given 200",
      ]);
    });

    it("a connection is asked of a function outside a VPC", async () => {
      const program = () =>
        makeWorker().worker.connectTo({ connectionName: "cache", securityGroupId: "sg", port: 6379 });
      assertMentions(await failureOf(program, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"), [
        'FunctionService "worker" has no security group',
      ]);
    });
  });
});
