import { text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

/** Hosted zone of S3 website endpoints, per region (public tables of them, read 2026-11); Virginia's where unknown. */
const ZONES: Readonly<Record<string, string>> = {
  "us-east-1": "Z3AQBSTGFYJSTF",
  "us-east-2": "Z2O1EMRO9K5GLX",
  "us-west-2": "Z3BJ6K6RIION7M",
  "eu-central-1": "Z21DNDUVLTQW6Q",
  "eu-west-1": "Z1BKCTXD74EZPE",
};

function bucketArn(request: CreateRequest): string {
  return `arn:${request.cloud.aws.partition}:s3:::${request.physicalName}`;
}

function bucketOutputs(request: CreateRequest) {
  const { region } = request.cloud.aws;
  return {
    arn: bucketArn(request),
    bucketDomainName: `${request.physicalName}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${request.physicalName}.s3.${region}.amazonaws.com`,
    hostedZoneId: ZONES[region] ?? "Z3AQBSTGFYJSTF",
    region,
  };
}

/** A resource that configures one aspect of a bucket; its id is the bucket's name. */
function aspect(token: string): TypeModel {
  return {
    type: token,
    id: (request) => text(request, "bucket"),
    replaceOn: ["bucket"],
    references: { bucket: "aws:s3/bucket:Bucket" },
  };
}

/** Amazon S3. */
export const s3Types: readonly TypeModel[] = [
  {
    type: "aws:s3/bucket:Bucket",
    nameProperty: "bucket",
    nameLimit: {
      max: 63,
      pattern: /^[a-z0-9][a-z0-9.-]+[a-z0-9]$/,
      source: "S3 user guide, naming rules, read 2026-11",
    },
    nameScope: "global",
    outputs: bucketOutputs,
    replaceOn: ["bucket", "bucketPrefix", "objectLockEnabled"],
    minutes: { create: 0.1, delete: 0.1 },
    stateful: true,
  },
  aspect("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"),
  aspect("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"),
  aspect("aws:s3/bucketOwnershipControls:BucketOwnershipControls"),
  aspect("aws:s3/bucketVersioning:BucketVersioning"),
  { ...aspect("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"), minutes: { create: 0.6 } },
  {
    ...aspect("aws:s3/bucketLogging:BucketLogging"),
    references: { bucket: "aws:s3/bucket:Bucket", targetBucket: "aws:s3/bucket:Bucket" },
  },
  {
    ...aspect("aws:s3/bucketReplicationConfig:BucketReplicationConfig"),
    references: { bucket: "aws:s3/bucket:Bucket", role: "aws:iam/role:Role" },
  },
  aspect("aws:s3/bucketPolicy:BucketPolicy"),
  aspect("aws:s3/bucketNotification:BucketNotification"),
  aspect("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"),
  aspect("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"),
  {
    type: "aws:s3/bucketObjectv2:BucketObjectv2",
    id: (request) => `${text(request, "bucket")}/${text(request, "key")}`,
    outputs: (request) => ({
      arn: `arn:${request.cloud.aws.partition}:s3:::${text(request, "bucket")}/${text(request, "key")}`,
      etag: request.digits(32),
      versionId: request.digits(32, "alphanumeric"),
    }),
    replaceOn: ["bucket", "key"],
    references: { bucket: "aws:s3/bucket:Bucket" },
  },
];
