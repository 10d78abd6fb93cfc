import { REMOVED, stackRule } from "../../engine";
import { ANY, evaluateRequest, FULL_ACCESS, type PolicyDocument, parsePolicy, RequestContext } from "../../iam";
import { BUCKETS } from "../shared/types";

export const bucketRefusesPlainHttp = stackRule({
  id: "bucket-refuses-plain-http",
  title: "Buckets refuse requests without TLS",
  why: "Over plain HTTP objects, and the signatures that fetch them, can be read on the way.",
  fix: {
    text: "Deny every action in the bucket's policy where aws:SecureTransport is false, for the bucket and its objects.",
    code: `{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [bucket.arn, pulumi.interpolate\`\${bucket.arn}/*\`],
  Condition: { Bool: { "aws:SecureTransport": "false" } } }`,
  },
  severity: "high",
  frameworks: ["FSBP S3.5", "CIS AWS 3.1.1", "PCI 4.2.1", "SOC2 CC6.7"],
  types: BUCKETS,
  guards: [
    {
      type: "aws:s3/bucketPolicy:BucketPolicy",
      path: "policy",
      broken: [REMOVED, '{"Version":"2012-10-17","Statement":[]}'],
    },
  ],
  check(bucket, judge, stack) {
    const { found, perhaps } = stack.referrers(bucket, ["aws:s3/bucketPolicy:BucketPolicy"], "bucket");
    const policy = found[0];
    if (policy === undefined) {
      if (perhaps.length > 0) {
        judge.doubt("", `${perhaps.map(({ name }) => name).join(", ")} may be this bucket's policy`);
      } else {
        judge.fail(
          bucket.get("policy"),
          "a bucket policy that denies requests without TLS",
          `Bucket ${bucket.name} has no policy, so that plain HTTP is accepted.`,
        );
      }
      return;
    }
    const node = policy.get("policy");
    if (node.unknown) {
      judge.doubt(node.path, `the text of ${policy.name} is not known yet`);
      return;
    }
    const document = parsePolicy(node.raw);
    for (const resource of bucketArns(document)) {
      for (const action of ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]) {
        const denied = deniesPlainHttp(document, action, resource);
        if (!denied) {
          judge.require(
            false,
            node,
            "a Deny where aws:SecureTransport is false",
            `Bucket ${bucket.name} accepts ${action} on ${resource} over plain HTTP.`,
          );
          return;
        }
      }
    }
  },
});

/** The bucket as the policy names it, and an object in it. */
function bucketArns(document: PolicyDocument): readonly string[] {
  const named = document.statements.flatMap((statement) => statement.resources ?? []);
  const root =
    named.map((name) => /^arn:[^:]*:s3:::[^/*]+/.exec(name)?.[0]).find((name) => name !== undefined) ??
    "arn:aws:s3:::bucket";
  return [root, `${root}/object`];
}

function deniesPlainHttp(document: PolicyDocument, action: string, resource: string): boolean {
  const insider = { kind: "aws", arn: "arn:aws:iam::111122223333:role/insider" } as const;
  const context = new RequestContext({ "aws:SecureTransport": "false" }, () => ANY);
  const request = { caller: insider, action, resource, resourceAccount: "111122223333", context };
  return (
    evaluateRequest(request, { resource: document, identity: [FULL_ACCESS] }, "possible").decision ===
    "denied explicitly"
  );
}
