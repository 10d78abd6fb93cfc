import { customerKey, isTrue, resourceRule } from "../../engine";
import { DATABASES, DOCUMENT_CLUSTERS } from "../shared/types";

export const databaseEncryptedWithCustomerKey = resourceRule({
  id: "database-encrypted-with-customer-key",
  title: "Databases encrypt their storage with a customer key",
  why: "Storage, snapshots and replicas of an unencrypted database can be copied in the clear, and encryption cannot be added later.",
  fix: {
    text: "Set storageEncrypted and kmsKeyId before the database is first made.",
    code: `new rds.Instance("orders", { ..., storageEncrypted: true, kmsKeyId: key.arn });`,
  },
  severity: "critical",
  frameworks: ["FSBP RDS.3", "FSBP RDS.27", "CIS AWS 3.2.1", "PCI 3.5.1"],
  types: [...DATABASES, ...DOCUMENT_CLUSTERS],
  applies: (database) =>
    !database.get("replicateSourceDb").present && !database.get("replicationSourceIdentifier").present,
  expects: [
    { path: "storageEncrypted", want: isTrue },
    { path: "kmsKeyId", want: customerKey },
  ],
});
