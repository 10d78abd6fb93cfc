import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";

/** What a set of backups holds: it decides what the role may do, and what AWS Backup can do at all. */
export type BackupKind = "bucket" | "cluster" | "instance" | "documents" | "table" | "volume";

/** Which stores a set holds. */
export type BackedUp =
  | {
      /** ARNs, by names of your choice: exactly these. */
      readonly arns: Readonly<Record<string, pulumi.Input<string>>>;
    }
  | {
      /** Whatever of the kind carries the tag, those that are made later too: volumes of a cluster, above all. */
      readonly tag: { readonly key: string; readonly value: string };
    };

/** Stores of one kind that are backed up alike. */
export interface BackupSet {
  /**
   * `cluster` is Aurora, `instance` RDS, `documents` DocumentDB, `table` DynamoDB, `bucket` S3, `volume` EBS.
   */
  readonly kind: BackupKind;
  readonly stores: BackedUp;
  /** A backup each hour, beside the daily one. @default false */
  readonly hourly?: boolean;
  /** Restorable to any second in the first region: `bucket`, `cluster` and `instance` only. @default false */
  readonly continuous?: boolean;
}

/** How long nobody can delete a backup. */
export interface VaultLock {
  /** Days for which every backup stays, whoever wants it gone. @default the shortest retention */
  readonly minDays?: number;
  /**
   * Days until the lock itself can no longer be taken off, 3 or more; after that not even the root user can.
   * @default never: those with the right to it can take the lock off
   */
  readonly changeableForDays?: number;
}

/** Arguments of `DisasterRecovery`. */
export interface DisasterRecoveryArgs {
  /** The customer key of the vault. */
  readonly key: EncryptionKey;
  /** The other region: every backup is copied to a vault there, under a key that stands there. */
  readonly copy: { readonly region: string; readonly key: EncryptionKey };
  /** What is backed up, by names of your choice. */
  readonly backups: Readonly<Record<string, BackupSet>>;
  /** Customer keys of the stores, which the role uses where backups are made with them. @default the vault's own */
  readonly sourceKeys?: readonly EncryptionKey[];
  /** Days for which daily backups and their copies are kept. @default 30 */
  readonly dailyDays?: number;
  /** Days for which hourly backups and their copies are kept. @default 7 */
  readonly hourlyDays?: number;
  /** UTC. @default "cron(0 3 * * ? *)" */
  readonly dailySchedule?: string;
  /** @default {} : a lock that the privileged can take off */
  readonly lock?: VaultLock;
  /**
   * Turns AWS Backup on for these kinds, here and in the other region. It is a setting of the whole account, so that one
   * stack may make it; clusters and document databases are not backed up without it.
   * @default true
   */
  readonly accountSettings?: boolean;
  /** Pulumi deletes neither vault, and no backup in it. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}
