import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as iam from "@pulumi/aws/iam";
import { serviceTrust } from "../../../components/core";
import type { StreamSetup } from "../../../components/data";
import { KafkaTopics, type KafkaTopicsArgs } from "../../../components/platform";
import { topicsScript } from "../../../components/platform/kafka-topics-script";
import { recordProgram } from "../../../planner/recorder";
import { restrictedBreaches } from "./pod-security";

const SETUP: StreamSetup = {
  topics: [
    { name: "orders", partitions: 8, replication: 2, config: { "cleanup.policy": "delete", "retention.ms": "1" } },
  ],
  acls: [
    { user: "flink", resource: "topic", name: "orders", pattern: "literal", operations: ["Read"] },
    { user: "flink", resource: "transactional-id", name: "flink-", pattern: "prefixed", operations: ["Write"] },
  ],
  users: ["flink"],
};

/** What Kafka 3.9.1 printed for a user with two rights, one of which is not declared above. */
const LISTED = `Current ACLs for principal \`User:flink\`
Current ACLs for resource \`ResourcePattern(resourceType=TOPIC, name=orders, patternType=LITERAL)\`:
 \t(principal=User:flink, host=*, operation=READ, permissionType=ALLOW)

Current ACLs for resource \`ResourcePattern(resourceType=TOPIC, name=carts, patternType=LITERAL)\`:
 \t(principal=User:flink, host=*, operation=WRITE, permissionType=ALLOW)
`;

function make(args: Partial<KafkaTopicsArgs> = {}) {
  const role = new iam.Role("topics", { assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com") });
  return new KafkaTopics("kafka-topics", {
    namespace: "shop",
    stream: { setup: SETUP, bootstrapServers: () => "b-1:9098" },
    identity: { granteeName: "topics", role },
    cidrs: ["10.20.10.0/24"],
    ...args,
  });
}

describe("KafkaTopics", () => {
  const folder = mkdtempSync(join(tmpdir(), "kafka-"));
  after(() => rmSync(folder, { recursive: true }));

  it("runs a hardened job under a name of its own for each declaration", async () => {
    const names: string[] = [];
    for (const setup of [SETUP, SETUP, { ...SETUP, users: [] }]) {
      const stream = { setup, bootstrapServers: () => "b-1:9098" };
      const recording = await recordProgram(() => void make({ stream }));
      const { metadata, spec } = JSON.parse(JSON.stringify(recording.get("kafka-topics-setup-job").inputs));
      assert.deepEqual(restrictedBreaches(spec.template.spec), []);
      assert.match(spec.template.spec.containers[0].image, /^apache\/kafka:3\.9\.1@sha256:[0-9a-f]{64}$/);
      assert.equal(spec.template.spec.serviceAccountName, "kafka-topics");
      names.push(metadata.name);
    }
    assert.match(names[0] ?? "", /^kafka-topics-[0-9a-f]{8}$/);
    assert.equal(names[0], names[1]);
    assert.notEqual(names[0], names[2]);
  });

  it("reaches names, its role, the brokers and, for its library, the internet", async () => {
    const egress = async (args: Partial<KafkaTopicsArgs>) => {
      const recording = await recordProgram(() => void make(args));
      const spec = JSON.parse(JSON.stringify(recording.get("kafka-topics-setup-network-policy").inputs["spec"]));
      return spec.egress.map((rule: { ports: { port: number }[] }) => rule.ports.map(({ port }) => port));
    };
    assert.deepEqual(await egress({}), [[53, 53], [80], [9098], [443]]);
    assert.deepEqual(await egress({ library: "in-image" }), [[53, 53], [80], [9098]]);
  });

  it("makes topics, adds partitions, gives what is declared and takes what is not", () => {
    const tools = {
      "kafka-topics.sh":
        'case "$*" in *--describe*) echo "Topic: orders PartitionCount: 6 ReplicationFactor: 2";; esac',
      "kafka-configs.sh": ":",
      "kafka-acls.sh": `case "$*" in *--list*) cat "$(dirname "$0")/listed";; esac`,
    };
    writeFileSync(join(folder, "listed"), LISTED);
    for (const [name, body] of Object.entries(tools)) {
      const record = `echo "${name.replace(".sh", "")} $*" | sed "s/ --bootstrap-server b-1:9098 --command-config [^ ]*//" >>"$(dirname "$0")/calls"`;
      writeFileSync(join(folder, name), `#!/bin/bash\n${record}\n${body}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const environment = { ...process.env, KAFKA_BIN: folder, TMPDIR: folder, KAFKA_BOOTSTRAP_SERVERS: "b-1:9098" };
    execFileSync("bash", ["-c", topicsScript(SETUP, undefined)], { env: environment });
    const acl = "--force --allow-principal User:flink --operation";
    assert.deepEqual(readFileSync(join(folder, "calls"), "utf8").trim().split("\n"), [
      "kafka-topics --create --if-not-exists --topic orders --partitions 8 --replication-factor 2",
      "kafka-topics --describe --topic orders",
      "kafka-topics --alter --topic orders --partitions 8",
      "kafka-configs --alter --entity-type topics --entity-name orders --add-config cleanup.policy=delete,retention.ms=1",
      "kafka-acls --list --principal User:flink",
      `kafka-acls --add ${acl} WRITE --transactional-id flink- --resource-pattern-type PREFIXED`,
      `kafka-acls --remove ${acl} WRITE --topic carts --resource-pattern-type LITERAL`,
    ]);
  });

  it("fetches its library only with the digest that it is held to", async () => {
    const library = { url: "https://repo.example/iam.jar", sha256: "a".repeat(64) };
    assert.match(
      topicsScript(SETUP, library),
      /wget -q -O .* https:\/\/repo.example\/iam.jar\necho "a{64} .*sha256sum -c/,
    );
    await assert.rejects(
      recordProgram(() => void make({ library: { url: "http://x.example/$(id)", sha256: "short" } })),
      /library: given .*allowed: an address over HTTPS/,
    );
  });

  it("fails when no block of the brokers is named, or the name is too long for a job", async () => {
    await assert.rejects(
      recordProgram(() => void make({ cidrs: [], serviceName: "a".repeat(51) })),
      /has 2 faults[\s\S]*targets.brokers: given[\s\S]*an empty list would open everything/,
    );
  });
});
