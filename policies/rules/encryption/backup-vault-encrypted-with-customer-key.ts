import { customerKey, resourceRule } from "../../engine";

export const backupVaultEncryptedWithCustomerKey = resourceRule({
  id: "backup-vault-encrypted-with-customer-key",
  title: "Backup vaults encrypt with a customer key",
  why: "A copy of everything under a key that nobody can withdraw undoes the care that the originals got.",
  fix: {
    text: "Name your key when the vault is made; it cannot be changed later.",
    code: `new backup.Vault("data", { kmsKeyArn: key.arn });`,
  },
  severity: "high",
  frameworks: ["FSBP Backup.1", "PCI 3.5.1"],
  types: ["aws:backup/vault:Vault"],
  expects: [{ path: "kmsKeyArn", want: customerKey }],
});
