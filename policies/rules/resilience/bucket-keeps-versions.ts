import { REMOVED, stackRule } from "../../engine";
import { BUCKET_VERSIONINGS, BUCKETS } from "../shared/types";

export const bucketKeepsVersions = stackRule({
  id: "bucket-keeps-versions",
  title: "Buckets keep earlier versions of their objects",
  why: "An overwritten object is gone; a version is not.",
  fix: {
    text: "Switch versioning on, and let a lifecycle rule remove old versions.",
    code: `new s3.BucketVersioning("lake", { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } });`,
  },
  severity: "medium",
  frameworks: ["FSBP S3.14"],
  types: BUCKETS,
  guards: BUCKET_VERSIONINGS.map((type) => ({
    type,
    path: "versioningConfiguration.status",
    broken: ["Suspended", REMOVED],
  })),
  check(bucket, judge, stack) {
    const { found, perhaps } = stack.referrers(bucket, BUCKET_VERSIONINGS, "bucket");
    for (const versioning of found) {
      const status = versioning.get("versioningConfiguration.status");
      judge.require(status.text() === "Enabled", status, '"Enabled"');
    }
    if (found.length === 0 && bucket.get("versioning.enabled").flag() !== true) {
      if (perhaps.length > 0) {
        judge.doubt("", `${perhaps.map(({ name }) => name).join(", ")} may switch it on`);
      } else {
        judge.fail(bucket.get("versioning"), "versioning", `Bucket ${bucket.name} keeps no earlier versions.`);
      }
    }
  },
});
