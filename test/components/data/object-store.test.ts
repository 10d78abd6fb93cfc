import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, serviceTrust } from "../../../components/core";
import { ObjectStore, type ObjectStoreArgs } from "../../../components/data";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

type Extra = Partial<Omit<Extract<ObjectStoreArgs, { key: EncryptionKey }>, "key" | "role">>;

function makeStores(extra: Extra = {}) {
  const key = new EncryptionKey("key", { description: "Lake" });
  const logs = new ObjectStore("logs", { role: "log", bucketName: "the-logs", expireDays: 365 });
  const lake = new ObjectStore("lake", { key, accessLogs: logs, bucketName: "the-lake", ...extra });
  const role = new iam.Role("reader", { assumeRolePolicy: serviceTrust("lambda.amazonaws.com") });
  return { key, logs, lake, reader: { granteeName: "reader", role } };
}

function denials(bucket: string) {
  const everything = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  };
  return [
    { Sid: "DenyPlainHttp", ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "DenyOldTls", ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
  ];
}

describe("ObjectStore", () => {
  it("makes exactly a bucket and what keeps it private, encrypted, versioned and logged", async () => {
    const recording = await recordProgram(() => ({ arn: makeStores().key.arn }));
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" lake")),
      [
        "aws:s3/bucket:Bucket lake-bucket",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration lake-lifecycle",
        "aws:s3/bucketLogging:BucketLogging lake-logging",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls lake-ownership",
        "aws:s3/bucketPolicy:BucketPolicy lake-policy",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock lake-public-access",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration lake-encryption",
        "aws:s3/bucketVersioning:BucketVersioning lake-versioning",
        "estate:data:ObjectStore lake",
      ],
    );
    assert.deepEqual(inputsOf(recording, "lake-encryption")["rules"], [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: recording.outputs["arn"] },
        bucketKeyEnabled: true,
      },
    ]);
    assert.deepEqual(inputsOf(recording, "lake-public-access"), {
      bucket: "the-lake",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    assert.deepEqual(inputsOf(recording, "lake-ownership")["rule"], { objectOwnership: "BucketOwnerEnforced" });
    assert.deepEqual(inputsOf(recording, "lake-versioning")["versioningConfiguration"], { status: "Enabled" });
    assert.deepEqual(statementsOf(recording, "lake-policy"), denials("the-lake"));
    assert.equal(recording.get("lake-bucket").options.protect, true);
    assert.equal(recording.get("lake-bucket").inputs["forceDestroy"], false);
    assert.ok(recording.resources.every((resource) => resource.modelled || !resource.custom));
  });

  it("delivers access logs to a store that admits this bucket only, under S3's own key", async () => {
    const recording = await recordProgram(() => void makeStores());
    assert.deepEqual(inputsOf(recording, "lake-logging"), {
      bucket: "the-lake",
      targetBucket: "the-logs",
      targetPrefix: "lake/",
    });
    assert.deepEqual(inputsOf(recording, "logs-encryption")["rules"], [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    assert.deepEqual(inputsOf(recording, "logs-bucket")["tags"], { "bucket-role": "log" });
    assert.deepEqual(statementsOf(recording, "logs-policy"), [
      ...denials("the-logs"),
      {
        Sid: "AccessLogsLakeObjects",
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::the-logs/lake/*",
        Condition: {
          ArnLike: { "aws:SourceArn": "arn:aws:s3:::the-lake" },
          StringEquals: { "aws:SourceAccount": "111122223333" },
        },
      },
    ]);
  });

  it("moves, expires, locks and announces objects where asked", async () => {
    const extra: Extra = {
      tiers: [
        { afterDays: 30, storageClass: "STANDARD_IA" },
        { afterDays: 90, storageClass: "GLACIER_IR" },
      ],
      expireDays: 400,
      objectLock: { mode: "governance", days: 30 },
      eventBridge: true,
      deletionProtection: false,
    };
    const recording = await recordProgram(() => void makeStores(extra));
    const filter = { prefix: "" };
    assert.deepEqual(inputsOf(recording, "lake-lifecycle")["rules"], [
      {
        id: "hygiene",
        status: "Enabled",
        filter,
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        noncurrentVersionExpiration: { noncurrentDays: 90 },
      },
      {
        id: "tiers",
        status: "Enabled",
        filter,
        transitions: [
          { days: 30, storageClass: "STANDARD_IA" },
          { days: 90, storageClass: "GLACIER_IR" },
        ],
      },
      { id: "expiry", status: "Enabled", filter, expiration: { days: 400 } },
    ]);
    assert.deepEqual(inputsOf(recording, "lake-object-lock")["rule"], {
      defaultRetention: { mode: "GOVERNANCE", days: 30 },
    });
    assert.deepEqual(inputsOf(recording, "lake-notification"), { bucket: "the-lake", eventbridge: true });
    assert.equal(recording.get("lake-bucket").inputs["objectLockEnabled"], true);
    assert.equal(recording.get("lake-bucket").inputs["forceDestroy"], true);
    assert.equal(recording.get("lake-bucket").options.protect, false);
  });

  it("grants by prefix, key included", async () => {
    const recording = await recordProgram(() => {
      const { lake, reader, key } = makeStores();
      lake.grantRead(reader, "orders/");
      lake.grantWrite(reader);
      lake.grantDelete(reader);
      return { arn: key.arn };
    });
    const viaS3 = { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } };
    const use = { Sid: "UseKeyS3", Effect: "Allow", Resource: recording.outputs["arn"], Condition: viaS3 };
    assert.deepEqual(statementsOf(recording, "reader-policy-lake-read-orders"), [
      { Sid: "Objects", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::the-lake/orders/*" },
      {
        Sid: "List",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: "arn:aws:s3:::the-lake",
        Condition: { StringLike: { "s3:prefix": "orders/*" } },
      },
      { ...use, Action: "kms:Decrypt" },
    ]);
    assert.deepEqual(statementsOf(recording, "reader-policy-lake-write"), [
      {
        Sid: "Objects",
        Effect: "Allow",
        Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
        Resource: "arn:aws:s3:::the-lake/*",
      },
      { ...use, Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"] },
    ]);
    assert.deepEqual(statementsOf(recording, "reader-policy-lake-delete"), [
      { Sid: "Objects", Effect: "Allow", Action: "s3:DeleteObject", Resource: "arn:aws:s3:::the-lake/*" },
    ]);
  });

  it("has the same resources in a preview", async () => {
    const program = () => void makeStores({ eventBridge: true });
    const known = await recordProgram(program);
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(known));
  });

  describe("fails when", () => {
    it("name, tiers, expiry and lock make no sense", async () => {
      const extra: Extra = {
        bucketName: "The_Lake",
        versioning: false,
        tiers: [
          { afterDays: 10, storageClass: "STANDARD_IA" },
          { afterDays: 5, storageClass: "GLACIER" },
        ],
        expireDays: 4,
        objectLock: { mode: "compliance", days: 0 },
      };
      const message = await failureOf(() => void makeStores(extra), "aws:s3/bucketLogging:BucketLogging");
      assertMentions(message, [
        'ObjectStore "lake" has 6 faults',
        'bucketName: given "The_Lake"',
        "tiers[0].afterDays: given 10; allowed: 30 days or more",
        "tiers[1].afterDays: given 5; allowed: 11 days or more",
        "expireDays: given 4",
        "objectLock: given",
        "objectLock.days: given 0",
      ]);
    });

    it("access logs go to a store of data", async () => {
      const program = () => {
        const { lake, key } = makeStores();
        new ObjectStore("other", { key, accessLogs: lake });
      };
      assertMentions(await failureOf(program, "none"), ['accessLogs: given "a store for data"']);
    });

    const request = { service: "x.amazonaws.com", actions: ["s3:GetObject"], sourceArn: "arn:aws:x:::y" };

    it("a service is admitted after the policy is written", async () => {
      const late = async () => {
        const { lake } = makeStores();
        await new Promise((resolve) => setTimeout(resolve, 1500));
        lake.allowService("x", request);
      };
      await assert.rejects(recordProgram(late), /policy of ObjectStore "lake" is already written/);
    });

    it("a service is admitted twice under one key", async () => {
      const twice = () => {
        const { lake } = makeStores();
        lake.allowService("x", request);
        lake.allowService("x", request);
      };
      assertMentions(await failureOf(twice, "none"), ['has a statement "XObjects" already']);
    });
  });
});
