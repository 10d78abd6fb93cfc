import { Node, REMOVED, stackRule } from "../../engine";
import { BUCKET_LIFECYCLES, BUCKETS } from "../shared/types";

export const bucketHasLifecycle = stackRule({
  id: "bucket-has-lifecycle",
  title: "Buckets say when objects move to cheaper storage or end",
  why: "Logs and old versions are never read and always paid for.",
  fix: {
    text: "Add a lifecycle configuration that at least removes old versions and unfinished uploads.",
    code: `new s3.BucketLifecycleConfiguration("lake", { bucket: bucket.id, rules: [{ id: "old", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 90 } }] });`,
  },
  severity: "low",
  frameworks: ["FSBP S3.13"],
  types: BUCKETS,
  guards: BUCKET_LIFECYCLES.map((type) => ({ type, path: "rules", broken: [[], REMOVED, [{ status: "Disabled" }]] })),
  check(bucket, judge, stack) {
    const { found, perhaps } = stack.referrers(bucket, BUCKET_LIFECYCLES, "bucket");
    if (found.length === 0 && perhaps.length > 0) {
      judge.doubt("", `${perhaps.map(({ name }) => name).join(", ")} may belong to this bucket`);
      return;
    }
    const active = found
      .flatMap((configuration) => configuration.get("rules").items())
      .some((rule) => rule.get("status").text() === "Enabled");
    judge.require(
      active || bucket.get("lifecycleRules").items().length > 0,
      new Node("", bucket.name),
      "a lifecycle rule",
      `Bucket ${bucket.name} keeps everything for ever.`,
    );
  },
});
