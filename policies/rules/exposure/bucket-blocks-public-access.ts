import { Node, REMOVED, stackRule } from "../../engine";
import { BUCKETS } from "../shared/types";

const BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const SETTINGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

export const bucketBlocksPublicAccess = stackRule({
  id: "bucket-blocks-public-access",
  title: "Buckets block public access",
  why: "One careless policy or ACL publishes a bucket; the block overrules both.",
  fix: {
    text: "Add a public access block with all four settings to each bucket.",
    code: `new s3.BucketPublicAccessBlock("lake", {
  bucket: bucket.id, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true,
});`,
  },
  severity: "critical",
  frameworks: ["FSBP S3.1", "FSBP S3.8", "CIS AWS 3.1.4", "PCI 1.4.4"],
  types: [...BUCKETS, BLOCK],
  guards: SETTINGS.map((path) => ({ type: BLOCK, path, broken: [false, REMOVED] })),
  check(subject, judge, stack) {
    if (subject.type === BLOCK) {
      for (const path of SETTINGS) {
        judge.attempt(() => judge.require(subject.get(path).flag() === true, subject.get(path), "true"));
      }
      return;
    }
    const { found, perhaps } = stack.referrers(subject, [BLOCK], "bucket");
    if (found.length === 0 && perhaps.length > 0) {
      judge.doubt("", `${perhaps.map(({ name }) => name).join(", ")} may protect this bucket`);
    } else {
      judge.require(
        found.length > 0,
        new Node("", subject.name),
        "a public access block",
        `Bucket ${subject.name} has no public access block.`,
      );
    }
  },
});
