import { isTrue, missing, resourceRule } from "../../engine";
import { DATABASES, DOCUMENT_CLUSTERS } from "../shared/types";

const PASSWORDS = ["password", "masterPassword", "passwordWo", "masterPasswordWo"] as const;

export const databasePasswordManaged = resourceRule({
  id: "database-password-managed",
  title: "Databases keep their master password in Secrets Manager",
  why: "A password among the inputs ends up in the state and in every copy of it, and nobody rotates it.",
  fix: {
    text: "Let RDS make and rotate the password: manageMasterUserPassword, and no password of your own.",
    code: `new rds.Instance("orders", { ..., manageMasterUserPassword: true, masterUserSecretKmsKeyId: key.keyId });`,
  },
  severity: "high",
  frameworks: ["PCI 8.3.2", "SOC2 CC6.1"],
  types: [...DATABASES, ...DOCUMENT_CLUSTERS],
  // RDS and DocumentDB manage no password of a member of a global cluster (user guides, "Limitations", read 2026-11): there the
  // password is given, and a secondary has that of its primary.
  applies: (database) =>
    !database.get("globalClusterIdentifier").present &&
    !database.get("replicateSourceDb").present &&
    !database.get("snapshotIdentifier").present &&
    !database.get("replicationSourceIdentifier").present,
  expects: [{ path: "manageMasterUserPassword", want: isTrue }, ...PASSWORDS.map((path) => ({ path, want: missing }))],
});
