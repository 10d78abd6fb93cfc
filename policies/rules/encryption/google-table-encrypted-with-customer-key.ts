import { CUSTOMER_KEY_TYPES, customerKey, stackRule } from "../../engine";

export const googleTableEncryptedWithCustomerKey = stackRule({
  id: "google-table-encrypted-with-customer-key",
  title: "BigQuery tables encrypt with a customer key, their own or their data set's",
  why: "A table takes its data set's default key only if the data set had one when the table was made.",
  fix: {
    text: "Give the data set a default key, or the table an encryptionConfiguration.",
    code: `new bigquery.Table("orders", { ..., encryptionConfiguration: { kmsKeyName: key.id } });`,
  },
  severity: "high",
  frameworks: ["CIS GCP 7.2", "PCI 3.5.1"],
  types: ["gcp:bigquery/table:Table"],
  guards: [],
  check(table, judge, stack) {
    if (table.get("view").present || table.get("externalDataConfiguration").present) {
      judge.skip("a view stores nothing");
      return;
    }
    const own = table.get("encryptionConfiguration.kmsKeyName");
    if (own.present) {
      const linked = own.unknown && table.linked(own.path, CUSTOMER_KEY_TYPES);
      judge.require(linked || customerKey.test(own, table, judge), own, "a Cloud KMS key");
      return;
    }
    const datasets = stack.targets(table, "datasetId", ["gcp:bigquery/dataset:Dataset"]);
    const covered = datasets.some((dataset) => dataset.get("defaultEncryptionConfiguration.kmsKeyName").present);
    judge.require(
      covered,
      own,
      "a Cloud KMS key, here or as the data set's default",
      `Table ${table.name} has no key, and neither has its data set.`,
    );
  },
});
