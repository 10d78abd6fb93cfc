import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";
import type { DatabaseSpec } from "./database-checks";
import type { DatabaseEngine } from "./relational-database-engines";

/** Who keeps the master's password. */
export type MasterPassword =
  | {
      /** RDS makes it, keeps it in Secrets Manager and rotates it; nobody ever types it. */
      readonly mode: "managed";
      /** Days between rotations, 1 to 1000. @default 7, which is what RDS does by itself */
      readonly rotationDays?: number;
    }
  | {
      /** Relaxes: the password comes from the stack's encrypted configuration, and nobody rotates it. Replicas need it. */
      readonly mode: "given";
      /** As a secret output: `config.requireSecret("databasePassword")`. */
      readonly password: pulumi.Output<string>;
    };

/** Arguments of `RelationalDatabase`. */
export interface RelationalDatabaseArgs<Database extends string = string> {
  readonly vpcId: pulumi.Input<string>;
  /** Isolated or private subnets in two zones or more. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The customer key of data, backups, logs and the master's secret. Its `services` must name `logs`. */
  readonly key: EncryptionKey;
  /** The databases and their least-privileged users, which `bootstrapSql` makes. */
  readonly databases: Readonly<Record<Database, DatabaseSpec>>;
  /** `mysql` (8.4) or `postgres` (17). @default "mysql" */
  readonly engine?: DatabaseEngine;
  /** @default "db.t4g.medium" */
  readonly instanceClass?: string;
  /** A standby in another zone that takes over by itself. @default true */
  readonly multiZone?: boolean;
  /** Copies that answer reads, 0 to 15; they need `master.mode` "given". @default 0 */
  readonly replicas?: number;
  /** Pool connections in an RDS Proxy, which callers then reach instead of the database. @default false */
  readonly proxy?: boolean;
  /** @default { mode: "managed" } */
  readonly master?: MasterPassword;
  /** Gibibytes of gp3, 20 or more. @default 20 */
  readonly storageGiB?: number;
  /** Up to where storage grows by itself. @default five times `storageGiB` */
  readonly maxStorageGiB?: number;
  /** Days for which the database can be restored to any second, 1 to 35. @default 14 */
  readonly backupDays?: number;
  /** Parameters of the engine, beside TLS, which cannot be turned off. @default slow queries are logged */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Physical name; logs, replicas and the final snapshot derive from it. @default the component's name */
  readonly identifier?: string;
  /** Seconds between two readings of the operating system; 0 turns them off. @default 60 */
  readonly monitoringSeconds?: number;
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** Neither RDS nor Pulumi deletes the database, and a deletion leaves a snapshot. @default true */
  readonly deletionProtection?: boolean;
}
