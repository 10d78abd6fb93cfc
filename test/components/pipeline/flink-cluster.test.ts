import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { GcpNetwork } from "../../../components/network";
import { FlinkCluster, type FlinkClusterArgs, type FlinkJobArgs } from "../../../components/pipeline";
import { type Recording, recordProgram, SecretValue } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";
import { gcp } from "./fixtures";

const CLUSTER = "gcp:dataproc/cluster:Cluster";
const asset = (text: string) => new pulumi.asset.StringAsset(text);
const JOB: FlinkJobArgs = {
  name: "order-analytics",
  files: { sql: asset("SELECT 1"), supervise: asset("pass"), install: asset("true") },
  values: { ORDERS_TOPIC: "orders" },
  secretArn: "arn:aws:secretsmanager:us-east-1:111122223333:secret:AmazonMSK_flink-abc",
  connector: { uri: "gs://jars/connector.jar", sha256: "a".repeat(64) },
};

function make(args: Partial<FlinkClusterArgs> = {}): FlinkCluster {
  return new FlinkCluster("flink", { network: new GcpNetwork("net", { gcp }), ...args });
}

function configOf(recording: Recording): Record<string, Record<string, unknown>> {
  return Object(inputsOf(recording, "flink-cluster")["clusterConfig"]);
}

const own = (line: string) => !/ net(-(network|sub|router|nat|names|refuse).*)?$/.test(line);

describe("FlinkCluster", () => {
  it("makes exactly a private cluster with an account, a key, three buckets and the rules of its nodes", async () => {
    const recording = await recordProgram(() => void make());
    const buckets = ["checkpoints", "staging", "temporary"];
    assert.deepEqual(
      inventory(recording).filter(own),
      [
        "estate:pipeline:FlinkBuckets flink-buckets",
        "estate:pipeline:FlinkCluster flink",
        "estate:pipeline:FlinkNode flink-node",
        "estate:pipeline:GcpKeys flink-buckets-keys",
        "estate:pipeline:GcpServiceAgents flink-buckets-keys-agents",
        ...["among-in", "among-out", "to-apis"].map((rule) => `gcp:compute/firewall:Firewall net-${rule}-flink`),
        "gcp:dataproc/cluster:Cluster flink-cluster",
        "gcp:kms/cryptoKey:CryptoKey flink-buckets-keys-key-flink",
        ...["compute", "storage"].map(
          (agent) => `gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember flink-buckets-keys-grant-flink-${agent}`,
        ),
        "gcp:kms/keyRing:KeyRing flink-buckets-keys-ring",
        "gcp:projects/iAMCustomRole:IAMCustomRole flink-node-role",
        "gcp:projects/iAMMember:IAMMember flink-node-grant",
        "gcp:projects/serviceIdentity:ServiceIdentity flink-buckets-keys-agents-identity-compute",
        "gcp:serviceaccount/account:Account flink-node-account",
        ...buckets.flatMap((bucket) => [
          `estate:pipeline:GcpLake flink-buckets-${bucket}`,
          `gcp:storage/bucket:Bucket flink-buckets-${bucket}-bucket`,
          `gcp:storage/bucketIAMMember:BucketIAMMember flink-buckets-${bucket}-grant-nodes-find`,
          `gcp:storage/bucketIAMMember:BucketIAMMember flink-buckets-${bucket}-grant-nodes-read-write`,
        ]),
      ].sort(),
    );
  });

  it("has one master and two workers, shielded, private and encrypted by its key", async () => {
    const recording = await recordProgram(() => void make());
    const config = configOf(recording);
    assert.deepEqual([config["masterConfig"]?.["numInstances"], config["workerConfig"]?.["numInstances"]], [1, 2]);
    const machines = config["gceClusterConfig"];
    assert.equal(machines?.["internalIpOnly"], true);
    assert.equal(machines?.["serviceAccount"], recording.get("flink-node-account").outputs["email"]);
    assert.deepEqual(machines?.["shieldedInstanceConfig"], {
      enableSecureBoot: true,
      enableVtpm: true,
      enableIntegrityMonitoring: true,
    });
    assert.equal(config["encryptionConfig"]?.["kmsKeyName"], recording.get("flink-buckets-keys-key-flink").id);
    assert.deepEqual(config["softwareConfig"]?.["optionalComponents"], ["FLINK"]);
    assert.equal(config["lifecycleConfig"], undefined);
    assert.equal(config["autoscalingConfig"], undefined);
  });

  it("gives its nodes no data of the project: a role without storage, and three buckets", async () => {
    const recording = await recordProgram(() => void make());
    const permissions = inputsOf(recording, "flink-node-role")["permissions"];
    assert.ok(Array.isArray(permissions) && permissions.length > 0);
    assert.deepEqual(
      permissions.filter(
        (permission) => !/^(dataproc\.(agents|tasks)|logging\.logEntries|monitoring)\./.test(permission),
      ),
      [],
    );
    assert.equal(inputsOf(recording, "flink-node-grant")["role"], recording.get("flink-node-role").outputs["name"]);
    const roles = recording.ofType("gcp:storage/bucketIAMMember:BucketIAMMember").map(({ inputs }) => inputs["role"]);
    assert.deepEqual([...new Set(roles)].sort(), ["roles/storage.legacyBucketReader", "roles/storage.objectUser"]);
  });

  it("waits for everything without which a node would fail", async () => {
    const recording = await recordProgram(() => void make());
    const { dependencies } = recording.get("flink-cluster");
    for (const name of ["flink-node-grant", "net-to-apis-flink", "flink-buckets-staging-grant-nodes-read-write"]) {
      assert.ok(dependencies.includes(recording.get(name).urn), name);
    }
  });

  it("keeps a job's files under names that stay, and no secret among them", async () => {
    const recording = await recordProgram(() => void make({ job: JOB }));
    const names = recording.ofType("gcp:storage/bucketObject:BucketObject").map(({ inputs }) => inputs["name"]);
    assert.deepEqual(
      [...names].sort(),
      ["install.sh", "job.sql", "settings.json", "supervise.py"].map((file) => `jobs/order-analytics/${file}`),
    );
    // Google's SDK hides every object's text.
    const content = recording.get("flink-job-settings").inputs["content"];
    const settings = JSON.parse(String(content instanceof SecretValue ? content.value : content));
    assert.deepEqual(settings.values, { ORDERS_TOPIC: "orders" });
    assert.deepEqual(settings.aws, {
      region: "us-east-1",
      roleArn: recording.get("flink-aws-role").outputs["arn"],
      secretArn: JOB.secretArn,
    });
    const staging = recording.get("flink-buckets-staging-bucket").outputs["url"];
    const config = configOf(recording);
    assert.deepEqual(config["initializationActions"], [
      { script: `${String(staging)}/jobs/order-analytics/install.sh`, timeoutSec: 300 },
    ]);
    assert.match(
      JSON.stringify(config["gceClusterConfig"]),
      /"estate-flink-job":"gs:\/\/[^"]+\/jobs\/order-analytics"/,
    );
  });

  it("lets the nodes' account alone act as the role that reads the secret", async () => {
    const recording = await recordProgram(() => void make({ job: JOB }));
    assert.deepEqual(statementsOf(recording, "flink-aws-role", "assumeRolePolicy"), [
      {
        Sid: "GoogleServiceAccount",
        Effect: "Allow",
        Principal: { Federated: "accounts.google.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "accounts.google.com:oaud": "sts.amazonaws.com",
            "accounts.google.com:sub": recording.get("flink-node-account").outputs["uniqueId"],
          },
        },
      },
    ]);
    assert.equal(recording.get("net-to-internet-flink").inputs["direction"], "EGRESS");
  });

  it("grows, and goes when idle, by setting alone", async () => {
    const recording = await recordProgram(() => void make({ maxWorkers: 6, idleDeleteSeconds: 3600 }));
    assert.deepEqual(inputsOf(recording, "flink-scaling")["workerConfig"], { minInstances: 2, maxInstances: 6 });
    const config = configOf(recording);
    assert.deepEqual(config["autoscalingConfig"], { policyUri: recording.get("flink-scaling").outputs["name"] });
    assert.deepEqual(config["lifecycleConfig"], { idleDeleteTtl: "3600s" });
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make({ job: JOB });
    assert.deepEqual(urns(await recordProgram(program)), urns(await recordProgram(program, { mode: "preview" })));
  });
});

describe("FlinkCluster fails when", () => {
  it("settings are not to be had, all at once", async () => {
    const message = await failureOf(
      () =>
        void make({
          imageVersion: "2.1-debian11",
          machineType: "e2-micro",
          workers: 1,
          maxWorkers: 1,
          diskGiB: 10,
          idleDeleteSeconds: 60,
          checkpointSeconds: 0,
        }),
      CLUSTER,
    );
    assertMentions(message, [
      'imageVersion: given "2.1-debian11"; allowed: an image of Debian from 2.2 on',
      'machineType: given "e2-micro"',
      "workers: given 1; allowed: a whole number from 2 on",
      "maxWorkers: given 1; allowed: a whole number above workers (1)",
      "diskGiB: given 10",
      "idleDeleteSeconds: given 60; allowed: a whole number from 300 to 1209600",
      "checkpointSeconds: given 0",
    ]);
  });

  it("a job could not run, or would put its password among the values", async () => {
    const job = {
      ...JOB,
      name: "Order analytics",
      values: { topic: "orders", SASL_JAAS_CONFIG: "password" },
      connector: { uri: "https://example.com/connector.jar", sha256: "short" },
      parallelism: 0,
    };
    const message = await failureOf(() => void make({ job }), CLUSTER);
    assertMentions(message, [
      'job.name: given "Order analytics"',
      'job.values.topic: given "topic"',
      "job.values.SASL_JAAS_CONFIG:",
      "job.connector.uri:",
      "job.connector.sha256:",
      "job.parallelism: given 0",
    ]);
  });

  it("a job would need AWS where the network has no way there", async () => {
    const program = () => void make({ network: new GcpNetwork("net", { gcp, nat: false }), job: JOB });
    assert.match(await failureOf(program, CLUSTER), /has no way to the internet/);
  });

  it("the role in AWS is asked for without a job", async () => {
    const message = await failureOf(() => void make().awsIdentity(), "aws:iam/role:Role");
    assert.match(message, /FlinkCluster "flink" has no job, and so no role in AWS/);
  });
});
