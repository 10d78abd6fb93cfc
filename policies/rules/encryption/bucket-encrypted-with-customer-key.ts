import { CUSTOMER_KEY_TYPES, customerKey, type Judge, type Node, REMOVED, type Subject, stackRule } from "../../engine";
import { receivesLogs } from "../shared/log-buckets";
import { BUCKET_ENCRYPTIONS, BUCKETS } from "../shared/types";

const DEFAULT = "rules[*].applyServerSideEncryptionByDefault";

export const bucketEncryptedWithCustomerKey = stackRule({
  id: "bucket-encrypted-with-customer-key",
  title: "Buckets encrypt with a customer key",
  why: "A customer key decides who may read the objects, logs every use, and can be withdrawn; the provider's own key does neither.",
  fix: {
    text: "Add a server-side encryption configuration with aws:kms, your key and a bucket key.",
    code: `new s3.BucketServerSideEncryptionConfiguration("lake-encryption", {
  bucket: bucket.id,
  rules: [{
    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
    bucketKeyEnabled: true,
  }],
});`,
  },
  severity: "high",
  frameworks: ["FSBP S3.17", "PCI 3.5.1", "SOC2 CC6.1"],
  types: BUCKETS,
  guards: BUCKET_ENCRYPTIONS.flatMap((type) => [
    { type, path: `${DEFAULT}.sseAlgorithm`, broken: ["AES256", REMOVED] },
    { type, path: `${DEFAULT}.kmsMasterKeyId`, broken: [REMOVED, "alias/aws/s3"] },
    { type, path: "rules[*].bucketKeyEnabled", broken: [false] },
  ]),
  check(bucket, judge, stack) {
    const { found, perhaps } = stack.referrers(bucket, BUCKET_ENCRYPTIONS, "bucket");
    const inline = bucket.get("serverSideEncryptionConfiguration");
    const own = inline.present ? [{ subject: bucket, rules: [inline.get("rule")] }] : [];
    const logs = receivesLogs(bucket, stack);
    const separate = found.map((subject) => ({ subject, rules: subject.get("rules").items() }));
    for (const { subject, rules } of [...own, ...separate]) {
      if (rules.length === 0) {
        judge.fail(
          subject.get("rules"),
          "one rule with aws:kms",
          `${subject.name} has no encryption rule for bucket ${bucket.name}.`,
        );
      }
      for (const rule of rules) {
        judge.attempt(() => checkRule(rule, subject, judge, { name: bucket.name, logs }));
      }
    }
    if (own.length + separate.length > 0) {
      return;
    }
    if (perhaps.length > 0) {
      judge.doubt("", `${perhaps.map(({ name }) => name).join(", ")} may configure this bucket`);
    } else {
      judge.fail(
        inline,
        "a server-side encryption configuration with a customer key",
        `Bucket ${bucket.name} has no encryption configuration of its own.`,
      );
    }
  },
});

function checkRule(
  rule: Node,
  subject: Subject,
  judge: Judge,
  { name: bucket, logs }: { readonly name: string; readonly logs: boolean },
): void {
  const settings = rule.get("applyServerSideEncryptionByDefault");
  const algorithm = settings.get("sseAlgorithm");
  if (logs && algorithm.text() === "AES256") {
    return;
  }
  judge.require(
    ["aws:kms", "aws:kms:dsse"].includes(algorithm.text() ?? ""),
    algorithm,
    '"aws:kms"',
    `Bucket ${bucket} does not encrypt with KMS by default.`,
  );
  const key = settings.get("kmsMasterKeyId");
  if (!(key.unknown && subject.linked(key.path, CUSTOMER_KEY_TYPES))) {
    judge.attempt(() =>
      judge.require(
        customerKey.test(key, subject, judge),
        key,
        customerKey.text,
        `Bucket ${bucket} does not name a customer key.`,
      ),
    );
  }
  const bucketKey = rule.get("bucketKeyEnabled");
  judge.require(
    bucketKey.flag() !== false,
    bucketKey,
    "true",
    `Bucket ${bucket} asks KMS for every object: its bucket key is off.`,
  );
}
