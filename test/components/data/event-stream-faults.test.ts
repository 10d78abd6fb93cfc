import assert from "node:assert/strict";
import { EncryptionKey } from "../../../components/core";
import { EventStream, type ProvisionedStreamArgs } from "../../../components/data";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf } from "../core/support";

const CLUSTER = "aws:msk/cluster:Cluster";
const PASSWORD = "correct horse battery staple";
type Topic = "orders" | "analytics-results";
const FLINK = { consumes: [{ topic: "orders", group: "flink" }], produces: ["analytics-results"] } as const;

function provisioned(args: Partial<ProvisionedStreamArgs<Topic>> = {}) {
  const key = new EncryptionKey("key", { description: "Shop", services: ["logs"] });
  const place = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] };
  const topics = { orders: {}, "analytics-results": { partitions: 3 } };
  return { stream: new EventStream<Topic>("shop", { ...place, key, topics, ...args }) };
}

describe("EventStream fails when", () => {
  it("settings are out of range or contradict MSK, all at once", async () => {
    const message = await failureOf(
      () =>
        void provisioned({
          clusterName: "shop_stream",
          instanceType: "m7g.large",
          kafkaVersion: "2.8.1",
          brokers: 3,
          replication: 4,
          storageGiB: 0,
          retentionHours: 0,
          topics: {
            orders: { partitions: 0, replication: 9, config: { "max.message.bytes": "1, x=y" } },
            "analytics-results": {},
          },
          serverProperties: { "auto.create.topics.enable": "true" },
          users: { Flink: { consumes: [{ topic: "carts" as Topic, group: "a b" }] } },
        }),
      CLUSTER,
    );
    assertMentions(message, [
      "clusterName",
      "instanceType",
      "kafkaVersion",
      "brokers: given 3",
      "replication: given 4",
      "storageGiB",
      "retentionHours",
      "topics.orders.partitions",
      "topics.orders.replication",
      "topics.orders.config.max.message.bytes",
      "serverProperties.auto.create.topics.enable",
      "users.Flink: given",
      'given "carts"',
      'given "a b"',
      "rotation: given nothing",
    ]);
  });

  it("topics have more partitions than the brokers carry, their copies and Kafka's own counted", async () => {
    const topics = { orders: { partitions: 190 }, "analytics-results": { partitions: 11 } };
    const message = await failureOf(() => void provisioned({ instanceType: "kafka.t3.small", topics }), CLUSTER);
    assertMentions(message, ["given 602; allowed: up to 600 partitions on 2 × kafka.t3.small"]);
    await recordProgram(
      () => void provisioned({ instanceType: "kafka.t3.small", topics: { ...topics, orders: { partitions: 189 } } }),
    );
  });

  it("the key may not be used by CloudWatch Logs, or a password is plain text", async () => {
    const message = await failureOf(
      () =>
        void provisioned({
          key: new EncryptionKey("bare", { description: "Bare" }),
          users: { flink: { ...FLINK, password: PASSWORD as never } },
        }),
      CLUSTER,
    );
    assertMentions(message, ['add "logs" to the services of EncryptionKey "bare"', "users.flink.password"]);
    assert.ok(!message.includes(PASSWORD));
  });

  it("somebody asks for a topic or a user that is not there", async () => {
    await assert.rejects(
      recordProgram(() => void provisioned().stream.produceStatements("carts" as Topic)),
      /has no topic "carts"; it has orders, analytics-results/,
    );
    await assert.rejects(
      recordProgram(() => void provisioned().stream.userSecret("flink")),
      /has no user "flink"; it has none/,
    );
  });
});
