import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";
import type { AuroraDatabase } from "./aurora-database";
import type { DatabaseSpec } from "./database-checks";
import type { MasterPassword } from "./relational-database-args";
import type { DatabaseEngine } from "./relational-database-engines";

/** What the instances are made of. */
export type AuroraCapacity =
  | {
      /** Capacity follows the load. */
      readonly mode: "serverless";
      /** Capacity units (2 GiB of memory each) that are always there, 0 to 256 in halves; 0 pauses when nobody connects. */
      readonly min: number;
      /** Most that an instance may take, 1 to 256. */
      readonly max: number;
    }
  | {
      readonly mode: "provisioned";
      /** `db.r7g.large`. */
      readonly instanceClass: string;
    };

/** A place in a database that spans regions. */
export type AuroraGlobal =
  | {
      /** Takes the writes, until a failover. `master.mode` must be "given": RDS manages no password of such a database. */
      readonly role: "primary";
    }
  | {
      /** A warm copy in another region, less than a second behind; it has users and password of the primary. */
      readonly role: "secondary";
      readonly of: AuroraDatabase;
    };

/** Arguments of `AuroraDatabase`. */
export interface AuroraDatabaseArgs<Database extends string = string> {
  readonly vpcId: pulumi.Input<string>;
  /** Isolated or private subnets in two zones or more. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The customer key of data, backups, logs and the master's secret. Its `services` must name `logs`. */
  readonly key: EncryptionKey;
  /** The databases and their least-privileged users, which `bootstrapSql` makes. */
  readonly databases: Readonly<Record<Database, DatabaseSpec>>;
  /** Compatible with `mysql` (8.4) or `postgres` (17). @default "mysql" */
  readonly engine?: DatabaseEngine;
  /** @default { mode: "serverless", min: 0.5, max: 8 } */
  readonly capacity?: AuroraCapacity;
  /** One writes, the others answer reads and take over, 1 to 16. @default 2 */
  readonly instances?: number;
  /** Pool connections in an RDS Proxy, which callers then reach instead of the database. @default false */
  readonly proxy?: boolean;
  /** @default { mode: "managed" } */
  readonly master?: MasterPassword;
  /** Spans regions. @default one region */
  readonly global?: AuroraGlobal;
  /** Days for which the database can be restored to any second, 1 to 35. @default 14 */
  readonly backupDays?: number;
  /** Parameters of the cluster, beside TLS, which cannot be turned off. @default slow queries are logged */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Physical name; instances, logs and the final snapshot derive from it. @default the component's name */
  readonly identifier?: string;
  /** Seconds between two readings of the operating system; 0 turns them off. @default 60 */
  readonly monitoringSeconds?: number;
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** Neither RDS nor Pulumi deletes the database, and a deletion leaves a snapshot. @default true */
  readonly deletionProtection?: boolean;
}
