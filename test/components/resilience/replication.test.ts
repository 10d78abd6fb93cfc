import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws/provider";
import { EncryptionKey } from "../../../components/core";
import { ObjectStore, SecretStore } from "../../../components/data";
import { ImageRepository } from "../../../components/delivery";
import { recordProgram } from "../../../planner/recorder";
import { statementsOf } from "../core/support";

interface Scene {
  readonly west: { readonly provider: Provider };
  readonly key: EncryptionKey;
  readonly westKey: EncryptionKey;
}

async function record(make: (scene: Scene) => unknown) {
  return recordProgram(() => {
    const west = { provider: new Provider("west", { region: "us-west-2" }) };
    const key = new EncryptionKey("key", { description: "Shop", multiRegion: true });
    const westKey = new EncryptionKey("west-key", { description: "Shop, west", replicaOf: key }, west);
    const made = make({ west, key, westKey });
    return typeof made === "object" && made !== null ? { ...made } : {};
  });
}

describe("replication to a second region", () => {
  it("makes a key's replica with the same id there, under a policy of its own", async () => {
    const recording = await record(({ westKey }) => ({ arn: westKey.arn }));
    const [first, second] = [recording.get("key-key"), recording.get("west-key-key")];
    assert.equal(second.type, "aws:kms/replicaKey:ReplicaKey");
    // Whoever makes the primary anew must not lose what the replica encrypts.
    assert.deepEqual(second.options.ignoreChanges, ["primaryKeyArn"]);
    assert.equal(second.inputs["primaryKeyArn"], first.outputs["arn"]);
    assert.equal(second.outputs["keyId"], first.outputs["keyId"]);
    assert.match(String(recording.outputs["arn"]), /^arn:aws:kms:us-west-2:.*:key\/mrk-/);
    assert.equal(recording.get("west-key-policy").type, "aws:kms/keyPolicy:KeyPolicy");
  });

  it("copies objects within fifteen minutes, deletions too, under the key that stands there", async () => {
    const recording = await record(({ west, key, westKey }) => {
      const source = new ObjectStore("source", { key, accessLogs: "none" });
      const copy = new ObjectStore("copy", { key: westKey, accessLogs: "none" }, west);
      source.replicateTo(copy);
    });
    const rules = recording.get("source-replication").inputs["rules"] as readonly Record<string, unknown>[];
    const [rule] = rules;
    assert.deepEqual(rule?.["deleteMarkerReplication"], { status: "Enabled" });
    assert.deepEqual(rule?.["destination"], {
      bucket: recording.get("copy-bucket").outputs["arn"],
      storageClass: "STANDARD",
      encryptionConfiguration: { replicaKmsKeyId: recording.get("west-key-key").outputs["arn"] },
      metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
      replicationTime: { status: "Enabled", time: { minutes: 15 } },
    });
    const dependencies = recording.get("source-replication").dependencies.map((urn) => urn.split("::").at(-1));
    assert.ok(["source-versioning", "copy-versioning"].every((name) => dependencies.includes(name)));
  });

  it("lets the copying role read one bucket, write the other, and use each key through S3 alone", async () => {
    const recording = await record(({ west, key, westKey }) => {
      new ObjectStore("source", { key, accessLogs: "none" }).replicateTo(
        new ObjectStore("copy", { key: westKey, accessLogs: "none" }, west),
      );
    });
    const statements = JSON.stringify(statementsOf(recording, "source-replication-policy-copy"));
    assert.ok(!statements.includes('"*"'));
    assert.match(statements, /"kms:ViaService":"s3\.us-east-1\.amazonaws\.com"/);
    assert.match(statements, /"kms:ViaService":"s3\.us-west-2\.amazonaws\.com"/);
    const trust = String(recording.get("source-replication-role").inputs["assumeRolePolicy"]);
    assert.ok(trust.includes(String(recording.get("source-bucket").outputs["arn"])));
  });

  it("copies secrets, and tells their ARNs there", async () => {
    const recording = await record(({ key, westKey }) => {
      const store = new SecretStore("secrets", {
        key,
        secrets: { stripe: { description: "Stripe's key" } },
        replicas: [{ region: "us-west-2", key: westKey }],
      });
      const secret = store.secret("stripe");
      assert.throws(() => secret.replicaStatements("eu-west-1"), /has no copy in eu-west-1; it has us-west-2/);
      return { arn: secret.arn, copy: secret.replicaArn("us-west-2") };
    });
    assert.deepEqual(recording.get("secrets-secret-stripe").inputs["replicas"], [
      { region: "us-west-2", kmsKeyId: recording.get("west-key-key").outputs["arn"] },
    ]);
    const [arn, copy] = [recording.outputs["arn"], recording.outputs["copy"]].map(String);
    assert.equal(copy, arn?.replace(":us-east-1:", ":us-west-2:"));
  });

  it("copies images of its prefix, into repositories like its own", async () => {
    const recording = await record(({ key, westKey }) => {
      const images = new ImageRepository("images", {
        key,
        prefix: "shop",
        repositories: { orders: {} },
        replication: { region: "us-west-2", key: westKey },
      });
      return { url: images.repository("orders").replicaUrl("us-west-2") };
    });
    assert.equal(recording.outputs["url"], "111122223333.dkr.ecr.us-west-2.amazonaws.com/shop/orders");
    const template = recording.get("images-replica-template").inputs;
    assert.deepEqual(
      [template["region"], template["prefix"], template["appliedFors"], template["imageTagMutability"]],
      ["us-west-2", "shop", ["REPLICATION"], "IMMUTABLE"],
    );
    assert.deepEqual(recording.get("images-replication").inputs["replicationConfiguration"], {
      rules: [
        {
          destinations: [{ region: "us-west-2", registryId: "111122223333" }],
          repositoryFilters: [{ filter: "shop/", filterType: "PREFIX_MATCH" }],
        },
      ],
    });
  });

  describe("fails when", () => {
    it("a key's primary cannot be replicated, or the replica wants its own rotation", async () => {
      await assert.rejects(
        recordProgram(() => {
          const key = new EncryptionKey("key", { description: "Shop" });
          new EncryptionKey("replica", { description: "Shop", replicaOf: key, rotationDays: 90 });
          return {};
        }),
        (error: Error) => /multiRegion: true/.test(error.message) && /the primary decides/.test(error.message),
      );
    });

    it("a bucket keeps no versions, holds logs, or is replicated twice", async () => {
      const attempt = (build: (scene: Scene) => void) =>
        assert.rejects(record(build), /cannot be replicated|is replicated to/);
      await attempt(({ key, westKey, west }) => {
        const copy = new ObjectStore("copy", { key: westKey, accessLogs: "none" }, west);
        new ObjectStore("source", { key, accessLogs: "none", versioning: false }).replicateTo(copy);
      });
      await attempt(({ west, key }) => {
        const copy = new ObjectStore("copy", { role: "log" }, west);
        new ObjectStore("source", { key, accessLogs: "none" }).replicateTo(copy);
      });
      await attempt(({ key, westKey, west }) => {
        const copy = new ObjectStore("copy", { key: westKey, accessLogs: "none" }, west);
        const source = new ObjectStore("source", { key, accessLogs: "none" });
        source.replicateTo(copy);
        source.replicateTo(copy);
      });
    });

    it("images are copied without a prefix, or secrets twice to one region", async () => {
      await assert.rejects(
        record(({ key, westKey }) => {
          const replication = { region: "us-west-2", key: westKey };
          new ImageRepository("images", { key, repositories: { orders: {} }, replication });
        }),
        /replication: .*set prefix/s,
      );
      await assert.rejects(
        record(({ key, westKey }) => {
          const copy = { region: "us-west-2", key: westKey };
          new SecretStore("s", { key, secrets: { a: { description: "A" } }, replicas: [copy, copy] });
        }),
        /replicas: .*each region once/s,
      );
    });
  });
});
