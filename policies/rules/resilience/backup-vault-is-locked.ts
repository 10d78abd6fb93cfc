import { stackRule } from "../../engine";

const LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";

export const backupVaultIsLocked = stackRule({
  id: "backup-vault-is-locked",
  title: "Backup vaults are locked in production",
  why: "Whoever takes an account over deletes the backups first.",
  fix: {
    text: "Lock the vault; without changeableForDays the lock can be taken off again, by those who are allowed to.",
    code: `new backup.VaultLockConfiguration("data", { backupVaultName: vault.name, minRetentionDays: 7 });`,
  },
  severity: "medium",
  frameworks: ["†PCI 10.5.1", "SOC2 A1.2"],
  types: ["aws:backup/vault:Vault"],
  thresholds: ["productionEnvironments"],
  guards: [{ type: LOCK, path: "backupVaultName", broken: ["another"] }],
  check(vault, judge, stack) {
    if (!judge.production) {
      judge.skip("the environment is not a production one");
      return;
    }
    const { found, perhaps } = stack.referrers(vault, [LOCK], "backupVaultName");
    if (found.length === 0 && perhaps.length > 0) {
      judge.doubt("", `${perhaps.map(({ name }) => name).join(", ")} may lock this vault`);
    } else {
      judge.require(found.length > 0, vault.get("lockConfiguration"), "a lock", `Vault ${vault.name} is not locked.`);
    }
  },
});
