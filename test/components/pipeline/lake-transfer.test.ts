import assert from "node:assert/strict";
import { EncryptionKey } from "../../../components/core";
import { ObjectStore } from "../../../components/data";
import { GcpKeys, GcpLake, GcpServices, LakeTransfer, type LakeTransferArgs } from "../../../components/pipeline";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";
import { gcp } from "./fixtures";

const SUBJECT = "112233445566778899001";
const AGENT = "serviceAccount:project-123456789012@storage-transfer-service.iam.gserviceaccount.com";

function makeEnds(): Pick<LakeTransferArgs, "source" | "sink"> {
  const key = new EncryptionKey("key", { description: "Shop data at rest" });
  const source = new ObjectStore("source", { key, accessLogs: "none", bucketName: "shop-s3-lake" });
  const ring = new GcpKeys("keys", { gcp, keys: { lake: { agents: ["storage"] } } });
  const sink = new GcpLake("sink", { gcp, key: { ring, name: "lake" }, bucketName: "shop-gcs-lake" });
  return { source, sink };
}

function makeTransfer(args: Partial<LakeTransferArgs> = {}): LakeTransfer {
  return new LakeTransfer("transfer", {
    gcp,
    ...makeEnds(),
    prefix: "orders/",
    transferSubjectId: SUBJECT,
    startDate: "2026-11-21",
    ...args,
  });
}

describe("LakeTransfer", () => {
  it("makes exactly a role with its reading and its boundary, two grants on the bucket, and the job", async () => {
    const recording = await recordProgram(() => void makeTransfer());
    assert.deepEqual(
      inventory(recording).filter((line) => / transfer|-transfer-/.test(line)),
      [
        "aws:iam/policy:Policy transfer-boundary",
        "aws:iam/role:Role transfer-role",
        "aws:iam/rolePolicy:RolePolicy transfer-policy-source",
        "estate:pipeline:LakeTransfer transfer",
        "gcp:storage/bucketIAMMember:BucketIAMMember sink-grant-transfer-compare",
        "gcp:storage/bucketIAMMember:BucketIAMMember sink-grant-transfer-write",
        "gcp:storage/transferJob:TransferJob transfer-job",
      ],
    );
  });

  it("trusts Google's transfer agent of the one project, and nobody else", async () => {
    const recording = await recordProgram(() => void makeTransfer());
    assert.deepEqual(statementsOf(recording, "transfer-role", "assumeRolePolicy"), [
      {
        Sid: "GooglesTransferAgent",
        Effect: "Allow",
        Principal: { Federated: "accounts.google.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { "accounts.google.com:sub": SUBJECT } },
      },
    ]);
  });

  it("asks Google for the agent where nobody names it", async () => {
    const recording = await recordProgram(() => {
      const after = new GcpServices("api", { project: gcp.project, services: ["storagetransfer"] }).enabled;
      new LakeTransfer("transfer", { gcp, ...makeEnds(), prefix: "orders/", startDate: "2026-11-21", after });
    });
    const [trust] = statementsOf(recording, "transfer-role", "assumeRolePolicy") as [{ Condition: unknown }];
    assert.deepEqual(trust.Condition, { StringEquals: { "accounts.google.com:sub": "100000000000000000000" } });
    const waits = [recording.get("transfer-role"), recording.get("sink-grant-transfer-write")];
    const { urn } = recording.get("api-service-storagetransfer");
    assert.ok(waits.every(({ dependencies }) => dependencies.includes(urn)));
  });

  it("is bounded by exactly what it may do", async () => {
    const recording = await recordProgram(() => void makeTransfer());
    const boundary = recording.get("transfer-boundary");
    assert.equal(boundary.inputs["policy"], recording.get("transfer-policy-source").inputs["policy"]);
    assert.equal(recording.get("transfer-role").inputs["permissionsBoundary"], boundary.outputs["arn"]);
  });

  it("reads one folder of the lake, by the lake's own key", async () => {
    const recording = await recordProgram(() => void makeTransfer());
    assert.deepEqual(statementsOf(recording, "transfer-policy-source"), [
      { Sid: "Objects", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop-s3-lake/orders/*" },
      {
        Sid: "List",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: "arn:aws:s3:::shop-s3-lake",
        Condition: { StringLike: { "s3:prefix": "orders/*" } },
      },
      { Sid: "Bucket", Effect: "Allow", Action: "s3:GetBucketLocation", Resource: "arn:aws:s3:::shop-s3-lake" },
      {
        Sid: "UseKeyS3",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: recording.get("key-key").outputs["arn"],
        Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
      },
    ]);
  });

  it("lets the agent list and create in the other lake", async () => {
    const recording = await recordProgram(() => void makeTransfer());
    for (const [name, role] of [
      ["sink-grant-transfer-write", "roles/storage.legacyBucketWriter"],
      ["sink-grant-transfer-compare", "roles/storage.objectViewer"],
    ] as const) {
      assert.deepEqual(inputsOf(recording, name), { bucket: "shop-gcs-lake", role, member: AGENT });
      assert.ok(recording.get("transfer-job").dependencies.includes(recording.get(name).urn));
    }
  });

  it("copies what is missing, once a day, and neither overwrites nor deletes", async () => {
    const recording = await recordProgram(() => void makeTransfer({ startTime: "03:15", lookbackDays: 7 }));
    assert.deepEqual(inputsOf(recording, "transfer-job"), {
      project: "shop-analytics",
      description: "transfer: orders/ from S3 to Cloud Storage",
      status: "ENABLED",
      transferSpec: {
        awsS3DataSource: {
          bucketName: "shop-s3-lake",
          path: "orders/",
          roleArn: recording.get("transfer-role").outputs["arn"],
        },
        gcsDataSink: { bucketName: "shop-gcs-lake", path: "orders/" },
        objectConditions: {
          minTimeElapsedSinceLastModification: "3600s",
          maxTimeElapsedSinceLastModification: "604800s",
        },
        transferOptions: { overwriteWhen: "NEVER", deleteObjectsFromSourceAfterTransfer: false },
      },
      schedule: {
        scheduleStartDate: { year: 2026, month: 11, day: 21 },
        startTimeOfDay: { hours: 3, minutes: 15, seconds: 0, nanos: 0 },
        repeatInterval: "86400s",
      },
      loggingConfig: { logActions: ["FIND", "COPY"], logActionStates: ["SUCCEEDED", "FAILED"] },
    });
  });

  it("has the same resources before anything exists", async () => {
    const program = () => void makeTransfer();
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });

  it("fails when its settings cannot be, all faults at once", async () => {
    const wrong = { prefix: "orders", transferSubjectId: "agent@google.com", startDate: "2026-02-30" } as const;
    const program = () => void makeTransfer({ ...wrong, startTime: "24:00", repeatHours: 0 });
    assertMentions(await failureOf(program, "gcp:storage/transferJob:TransferJob"), [
      "has 5 faults",
      'prefix: given "orders"',
      'transferSubjectId: given "agent@google.com"; allowed: the subject id of the project\'s transfer agent',
      'startDate: given "2026-02-30"; allowed: a day of the calendar',
      'startTime: given "24:00"',
      "repeatHours: given 0; allowed: a whole number from 1 to 8760.",
    ]);
  });
});
