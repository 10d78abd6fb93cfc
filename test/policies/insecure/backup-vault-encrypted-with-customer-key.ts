import * as backup from "@pulumi/aws/backup";

const vault = new backup.Vault("data", {});

new backup.VaultLockConfiguration("data-lock", { backupVaultName: vault.name, minRetentionDays: 7 });
