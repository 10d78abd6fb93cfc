import assert from "node:assert/strict";
import { DataLake, type DataLakeArgs } from "../../../components/pipeline";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";
import { gcp } from "./fixtures";

function make(args: Partial<DataLakeArgs> = {}): DataLake {
  return new DataLake("lake", { gcp, ...args });
}

describe("DataLake", () => {
  it("makes exactly a key and two buckets", async () => {
    const recording = await recordProgram(() => void make());
    assert.deepEqual(inventory(recording), [
      "estate:pipeline:DataLake lake",
      "estate:pipeline:GcpKeys lake-keys",
      "estate:pipeline:GcpLake lake-access-log",
      "estate:pipeline:GcpLake lake-lake",
      "estate:pipeline:GcpServiceAgents lake-keys-agents",
      "gcp:kms/cryptoKey:CryptoKey lake-keys-key-lake",
      "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember lake-keys-grant-lake-storage",
      "gcp:kms/keyRing:KeyRing lake-keys-ring",
      "gcp:storage/bucket:Bucket lake-access-log-bucket",
      "gcp:storage/bucket:Bucket lake-lake-bucket",
      "gcp:storage/bucketIAMMember:BucketIAMMember lake-access-log-grant-access-logs",
    ]);
  });

  it("keeps both private, encrypted, versioned and restorable, and writes down who reads", async () => {
    const recording = await recordProgram(() => void make());
    for (const bucket of ["lake-lake-bucket", "lake-access-log-bucket"]) {
      const inputs = inputsOf(recording, bucket);
      assert.equal(inputs["publicAccessPrevention"], "enforced");
      assert.equal(inputs["uniformBucketLevelAccess"], true);
      assert.deepEqual(inputs["encryption"], { defaultKmsKeyName: recording.get("lake-keys-key-lake").id });
      assert.deepEqual(inputs["versioning"], { enabled: true });
      assert.deepEqual(inputs["softDeletePolicy"], { retentionDurationSeconds: 604_800 });
    }
    assert.deepEqual(inputsOf(recording, "lake-lake-bucket")["logging"], {
      logBucket: recording.get("lake-access-log-bucket").outputs["name"],
      logObjectPrefix: "lake",
    });
    assert.equal(
      inputsOf(recording, "lake-access-log-grant-access-logs")["member"],
      "group:cloud-storage-analytics@google.com",
    );
  });

  it("holds objects for a time that nobody can shorten, by setting", async () => {
    const recording = await recordProgram(() => void make({ retentionDays: 30 }));
    const inputs = inputsOf(recording, "lake-lake-bucket");
    assert.deepEqual(inputs["retentionPolicy"], { retentionPeriod: "2592000" });
    assert.deepEqual(inputs["versioning"], { enabled: false });
    assert.equal(inputsOf(recording, "lake-access-log-bucket")["retentionPolicy"], undefined);
  });

  it("grants on the bucket alone, below a folder where one is given", async () => {
    const recording = await recordProgram(() => {
      const lake = make();
      lake.grantRead("reader", "serviceAccount:r");
      lake.grantReadWrite("flink", "serviceAccount:f", "raw/");
      lake.grantAppend("writer", "serviceAccount:w");
    });
    assert.deepEqual(
      ["reader-read", "flink-read-write", "writer-append"].map(
        (key) => inputsOf(recording, `lake-lake-grant-${key}`)["role"],
      ),
      ["roles/storage.objectViewer", "roles/storage.objectUser", "roles/storage.objectCreator"],
    );
    assert.match(
      JSON.stringify(inputsOf(recording, "lake-lake-grant-flink-read-write")["condition"]),
      /objects\/raw\//,
    );
  });

  it("plans the same resources in a preview", async () => {
    const program = () => void make();
    assert.deepEqual(urns(await recordProgram(program)), urns(await recordProgram(program, { mode: "preview" })));
  });
});

describe("DataLake fails when", () => {
  it("days are out of range, all at once, and makes nothing", async () => {
    const message = await failureOf(
      () => void make({ softDeleteDays: 1, retentionDays: 0 }),
      "gcp:storage/bucket:Bucket",
    );
    assertMentions(message, [
      "softDeleteDays: given 1; allowed: whole days from 7 to 90",
      "retentionDays: given 0; allowed: whole days from 1 to 36500",
    ]);
  });
});
