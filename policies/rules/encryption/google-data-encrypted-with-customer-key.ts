import { REMOVED, resourceRule } from "../../engine";
import { isOwnKey } from "../shared/keys";

const KEY_PATHS: Readonly<Record<string, string>> = {
  "gcp:bigquery/dataset:Dataset": "defaultEncryptionConfiguration.kmsKeyName",
  "gcp:dataproc/cluster:Cluster": "clusterConfig.encryptionConfig.kmsKeyName",
  "gcp:dataproc/batch:Batch": "environmentConfig.executionConfig.kmsKey",
  "gcp:storage/bucket:Bucket": "encryption.defaultKmsKeyName",
  "gcp:pubsub/topic:Topic": "kmsKeyName",
};

export const googleDataEncryptedWithCustomerKey = resourceRule({
  id: "google-data-encrypted-with-customer-key",
  title: "Data on Google Cloud encrypts with a customer key",
  why: "A key of one's own can be withdrawn; Google's default encryption protects from thieves of disks only.",
  fix: {
    text: "Name a Cloud KMS key: in a data set as its default, in a bucket, in a cluster.",
    code: `new storage.Bucket("lake", { ..., encryption: { defaultKmsKeyName: key.id } });`,
  },
  severity: "high",
  frameworks: ["CIS GCP 7.2", "CIS GCP 7.3", "CIS GCP 8.1", "PCI 3.5.1"],
  types: Object.keys(KEY_PATHS),
  guards: Object.entries(KEY_PATHS).map(([type, path]) => ({ type, path, broken: [REMOVED, ""] })),
  check(subject, judge) {
    const node = subject.get(KEY_PATHS[subject.type] ?? "kmsKeyName");
    judge.require(isOwnKey(node, subject, judge), node, "a Cloud KMS key");
  },
});
