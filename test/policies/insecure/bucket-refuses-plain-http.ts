import * as s3 from "@pulumi/aws/s3";

const key = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555";
const bucket = new s3.Bucket("lake", { bucket: "shop-lake" }, { protect: true });
new s3.BucketServerSideEncryptionConfiguration("lake-encryption", {
  bucket: bucket.id,
  rules: [
    { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key }, bucketKeyEnabled: true },
  ],
});
new s3.BucketVersioning("lake-versioning", { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } });
new s3.BucketLogging("lake-logging", { bucket: bucket.id, targetBucket: "central-logs", targetPrefix: "lake/" });
new s3.BucketLifecycleConfiguration("lake-lifecycle", {
  bucket: bucket.id,
  rules: [{ id: "old", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 90 } }],
});
new s3.BucketPublicAccessBlock("lake-block", {
  bucket: bucket.id,
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});
