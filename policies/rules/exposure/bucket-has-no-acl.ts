import { resourceRule } from "../../engine";
import { BUCKETS } from "../shared/types";

export const bucketHasNoAcl = resourceRule({
  id: "bucket-has-no-acl",
  title: "Buckets do without access control lists",
  why: "ACLs grant object by object, beside the bucket's policy, and nobody sees the sum.",
  fix: {
    text: "Set objectOwnership to BucketOwnerEnforced and remove ACLs.",
    code: `new s3.BucketOwnershipControls("lake", { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } });`,
  },
  severity: "high",
  frameworks: ["FSBP S3.12"],
  types: [
    ...BUCKETS,
    "aws:s3/bucketAcl:BucketAcl",
    "aws:s3/bucketAclV2:BucketAclV2",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  ],
  guards: [
    {
      type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      path: "rule.objectOwnership",
      broken: ["ObjectWriter", "BucketOwnerPreferred"],
    },
  ],
  check(subject, judge) {
    if (subject.type === "aws:s3/bucketOwnershipControls:BucketOwnershipControls") {
      const ownership = subject.get("rule.objectOwnership");
      judge.require(ownership.text() === "BucketOwnerEnforced", ownership, '"BucketOwnerEnforced"');
      return;
    }
    const acl = subject.get("acl");
    const grants = [...subject.get("grants").items(), ...subject.get("accessControlPolicy.grants").items()];
    judge.require(!acl.present || acl.text() === "private", acl, '"private", or none');
    for (const grant of grants) {
      judge.require(
        !/AllUsers|AuthenticatedUsers/.test(grant.get("uri").text() ?? grant.get("grantee.uri").text() ?? ""),
        grant,
        "no public grant",
      );
    }
  },
});
