export * from "./disaster-recovery";
export type { BackedUp, BackupKind, BackupSet, DisasterRecoveryArgs, VaultLock } from "./disaster-recovery-args";
export * from "./dns-failover";
export * from "./recovery-objectives";
