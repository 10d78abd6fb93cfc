import { atLeast, isNotTrue, isTrue, resourceRule } from "../../engine";
import { DATABASES, DOCUMENT_CLUSTERS } from "../shared/types";

export const databaseIsRecoverable = resourceRule({
  id: "database-is-recoverable",
  title: "Databases keep backups, refuse deletion and leave a last snapshot",
  why: "Orders exist nowhere else.",
  fix: {
    text: "Keep backups for the configured days; in production protect from deletion and demand a final snapshot.",
    code: `new rds.Instance("orders", {
  ..., backupRetentionPeriod: 30, deletionProtection: true, skipFinalSnapshot: false, finalSnapshotIdentifier: "orders-final",
});`,
  },
  severity: "high",
  frameworks: ["FSBP RDS.7", "FSBP RDS.8", "FSBP RDS.11"],
  types: [...DATABASES, ...DOCUMENT_CLUSTERS],
  thresholds: ["backupRetentionDays", "productionEnvironments"],
  applies: (database) =>
    !database.get("replicateSourceDb").present && !database.get("replicationSourceIdentifier").present,
  expects: [
    { path: "backupRetentionPeriod", want: atLeast((judge) => judge.thresholds.backupRetentionDays, "days") },
    { path: "deletionProtection", want: isTrue, when: (_database, judge) => judge.production },
    { path: "skipFinalSnapshot", want: isNotTrue, when: (_database, judge) => judge.production },
  ],
});
