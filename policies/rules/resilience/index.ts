import type { Rule } from "../../engine";
import { backupVaultIsLocked } from "./backup-vault-is-locked";
import { bucketKeepsVersions } from "./bucket-keeps-versions";
import { clusterSpansZones } from "./cluster-spans-zones";
import { databaseIsRecoverable } from "./database-is-recoverable";
import { databaseSpansZones } from "./database-spans-zones";
import { failedEventsAreKept } from "./failed-events-are-kept";
import { googleAndAzureDataSurviveDeletion } from "./google-and-azure-data-survive-deletion";
import { queueOutlastsItsFunction } from "./queue-outlasts-its-function";
import { statefulResourceIsProtected } from "./stateful-resource-is-protected";
import { storeCoveredByBackup } from "./store-covered-by-backup";
import { tableIsRecoverable } from "./table-is-recoverable";
import { tableProtectedFromDeletion } from "./table-protected-from-deletion";
import { userPoolProtectedFromDeletion } from "./user-pool-protected-from-deletion";

/** The rules of this family, in the order of their ids. */
export const RESILIENCE_RULES: readonly Rule[] = [
  backupVaultIsLocked,
  bucketKeepsVersions,
  clusterSpansZones,
  databaseIsRecoverable,
  databaseSpansZones,
  failedEventsAreKept,
  googleAndAzureDataSurviveDeletion,
  queueOutlastsItsFunction,
  statefulResourceIsProtected,
  storeCoveredByBackup,
  tableIsRecoverable,
  tableProtectedFromDeletion,
  userPoolProtectedFromDeletion,
];
