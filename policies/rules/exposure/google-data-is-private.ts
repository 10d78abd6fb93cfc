import { REMOVED, resourceRule } from "../../engine";

const PUBLIC: readonly string[] = ["allUsers", "allAuthenticatedUsers"];

export const googleDataIsPrivate = resourceRule({
  id: "google-data-is-private",
  title: "Data on Google Cloud is granted to named members",
  why: "allAuthenticatedUsers is everybody with a Google account.",
  fix: {
    text: "Name service accounts or groups; enforce public access prevention on buckets.",
    code: `new storage.Bucket("lake", { ..., uniformBucketLevelAccess: true, publicAccessPrevention: "enforced" });`,
  },
  severity: "critical",
  frameworks: ["CIS GCP 5.1", "CIS GCP 5.2", "CIS GCP 7.1"],
  types: [
    "gcp:storage/bucket:Bucket",
    "gcp:storage/bucketIAMMember:BucketIAMMember",
    "gcp:storage/bucketIAMBinding:BucketIAMBinding",
    "gcp:bigquery/dataset:Dataset",
    "gcp:bigquery/datasetIamMember:DatasetIamMember",
    "gcp:bigquery/datasetIamBinding:DatasetIamBinding",
    "gcp:bigquery/datasetAccess:DatasetAccess",
    "gcp:bigquery/iamMember:IamMember",
    "gcp:bigquery/iamBinding:IamBinding",
    "gcp:pubsub/topicIAMMember:TopicIAMMember",
    "gcp:bigtable/tableIamMember:TableIamMember",
    "gcp:bigtable/instanceIamMember:InstanceIamMember",
  ],
  guards: [
    { type: "gcp:storage/bucket:Bucket", path: "uniformBucketLevelAccess", broken: [false, REMOVED] },
    { type: "gcp:storage/bucket:Bucket", path: "publicAccessPrevention", broken: ["inherited", REMOVED] },
    { type: "gcp:storage/bucketIAMMember:BucketIAMMember", path: "member", broken: PUBLIC },
    { type: "gcp:bigquery/datasetIamMember:DatasetIamMember", path: "member", broken: PUBLIC },
  ],
  check(subject, judge) {
    if (subject.type === "gcp:storage/bucket:Bucket") {
      const uniform = subject.get("uniformBucketLevelAccess");
      const prevention = subject.get("publicAccessPrevention");
      judge.attempt(() => judge.require(uniform.flag() === true, uniform, "true"));
      judge.attempt(() => judge.require(prevention.text() === "enforced", prevention, '"enforced"'));
    }
    const members = [
      subject.get("member"),
      ...subject.get("members").items(),
      subject.get("specialGroup"),
      subject.get("iamMember"),
    ];
    const accesses = subject
      .get("accesses")
      .items()
      .flatMap((access) => [access.get("specialGroup"), access.get("iamMember")]);
    for (const member of [...members, ...accesses].filter((node) => node.present)) {
      judge.attempt(() => judge.require(!PUBLIC.includes(member.text() ?? ""), member, "a named member"));
    }
  },
});
