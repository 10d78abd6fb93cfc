import * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { type EncryptionKey, grant, parseArn, serviceTrust } from "../core";
import type { ChildMaker } from "./child-maker";

/** Minutes within which S3 promises to copy where its replication time is controlled (S3 user guide, read 2026-11). */
const PROMISED_MINUTES = 15;

/** One end of a replication. */
export interface ReplicatedBucket {
  readonly arn: pulumi.Output<string>;
  readonly bucketName: pulumi.Output<string>;
  readonly key: EncryptionKey;
}

/** Copies every new object and deletion to another bucket, as a role that may do that and nothing else. */
export function replicateBucket(
  make: ChildMaker,
  source: ReplicatedBucket,
  target: ReplicatedBucket,
  versioning: readonly pulumi.Resource[],
): s3.BucketReplicationConfig {
  const role = new iam.Role(
    make.name("replication-role"),
    {
      description: "Copies objects of one bucket to its replica",
      assumeRolePolicy: pulumi.all([source.arn, source.key.arn]).apply(([bucket, key]) =>
        serviceTrust("s3.amazonaws.com", {
          StringEquals: { "aws:SourceAccount": parseArn(key).account },
          ArnLike: { "aws:SourceArn": bucket },
        }),
      ),
    },
    make.options,
  );
  const policy = grant({ granteeName: make.name("replication"), role }, "copy", statements(source, target));
  return new s3.BucketReplicationConfig(
    make.name("replication"),
    {
      bucket: source.bucketName,
      role: role.arn,
      rules: [
        {
          id: "everything",
          status: "Enabled",
          priority: 0,
          filter: { prefix: "" },
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: target.arn,
            storageClass: "STANDARD",
            encryptionConfiguration: { replicaKmsKeyId: target.key.arn },
            metrics: { status: "Enabled", eventThreshold: { minutes: PROMISED_MINUTES } },
            replicationTime: { status: "Enabled", time: { minutes: PROMISED_MINUTES } },
          },
        },
      ],
    },
    { ...make.options, dependsOn: [policy, ...versioning] },
  );
}

function statements(source: ReplicatedBucket, target: ReplicatedBucket) {
  return [
    {
      sid: "Source",
      actions: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      resources: [source.arn],
    },
    {
      sid: "SourceObjects",
      actions: ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"],
      resources: [pulumi.interpolate`${source.arn}/*`],
    },
    {
      sid: "TargetObjects",
      actions: ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
      resources: [pulumi.interpolate`${target.arn}/*`],
    },
    { ...through(source), sid: "DecryptAtSource", actions: ["kms:Decrypt"] },
    { ...through(target), sid: "EncryptAtTarget", actions: ["kms:Encrypt", "kms:GenerateDataKey"] },
  ];
}

/** The key is used through S3 of its own region, and for objects of this bucket. */
function through({ key, arn }: ReplicatedBucket) {
  return {
    resources: [key.arn],
    conditions: {
      StringEquals: { "kms:ViaService": key.arn.apply((keyArn) => `s3.${parseArn(keyArn).region}.amazonaws.com`) },
      // With a bucket key the context names the bucket, without one the object.
      StringLike: { "kms:EncryptionContext:aws:s3:arn": pulumi.interpolate`${arn}*` },
    },
  };
}
