import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";
import type { DocumentStore } from "./document-store";
import type { DocumentUserShape } from "./document-store-plan";
import type { MasterPassword } from "./relational-database-args";

/** A user that an application signs in as. */
export interface DocumentUser extends DocumentUserShape {
  /** Database of the application: `users`. */
  readonly database: string;
  /** `readWrite` and `read` by their usual meaning; `owner` may make indexes, too. @default "readWrite" */
  readonly access?: DocumentUserShape["access"] & string;
  /** As a secret output: `config.requireSecret("usersPassword")`. Letters and digits, 16 or more. */
  readonly password: pulumi.Output<string>;
}

/** A place in a database that spans regions. */
export type DocumentGlobal =
  | {
      /** Takes the writes, until a failover. `master.mode` must be "given": DocumentDB manages no password of such a cluster. */
      readonly role: "primary";
    }
  | {
      /** A warm copy in another region, about a second behind; it has users and passwords of the primary. */
      readonly role: "secondary";
      readonly of: DocumentStore;
    };

/** Arguments of `DocumentStore`. */
export interface DocumentStoreArgs<User extends string = string> {
  readonly vpcId: pulumi.Input<string>;
  /** Isolated or private subnets in two zones or more. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The customer key of data, backups, logs and secrets. Its `services` must name `logs`. */
  readonly key: EncryptionKey;
  /** The users of applications, which `bootstrapScript` makes; a secondary has those of its primary. */
  readonly users: Readonly<Record<User, DocumentUser>>;
  /** `db.t4g.medium`; a database that spans regions takes `db.r6g.large` or larger. @default "db.r6g.large" */
  readonly instanceClass?: string;
  /** One writes, the others answer reads and take over, 1 to 16. @default 2 */
  readonly instances?: number;
  /** @default { mode: "managed" } */
  readonly master?: MasterPassword;
  /** Spans regions. @default one region */
  readonly global?: DocumentGlobal;
  /** Days for which the cluster can be restored to any second, 1 to 35. @default 30 */
  readonly backupDays?: number;
  /** Operations that take longer are profiled, in milliseconds, 50 or more. @default 100 */
  readonly slowMilliseconds?: number;
  /** Physical name; instances, logs and the final snapshot derive from it. @default the component's name */
  readonly identifier?: string;
  /** @default 90 */
  readonly logRetentionDays?: number;
  /** Neither DocumentDB nor Pulumi deletes the cluster, and a deletion leaves a snapshot. @default true */
  readonly deletionProtection?: boolean;
}
