import type * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed, Grantee, Listener, Statement } from "../core";

/** Where a job administers a database: the server itself, and not a proxy, which knows no master. */
export interface DatabaseAdministration extends Listener {
  readonly engineFamily: "mysql" | "postgres";
  readonly endpoint: pulumi.Output<string>;
  /** Makes databases and users; it can run again without harm. */
  readonly bootstrapSql: string;
}

/** A relational database as callers see it: `RelationalDatabase` and `AuroraDatabase` alike, so that a setting may choose. */
export interface SqlDatabase<Database extends string = string> extends Listener, Alarmed {
  /** Host that takes reads and writes. */
  readonly endpoint: pulumi.Output<string>;
  /** Host that spreads reads over the copies; the same as `endpoint` where there are none. */
  readonly readerEndpoint: pulumi.Output<string>;
  /** Secret that holds the master's name and password. */
  readonly masterSecretArn: pulumi.Output<string>;
  readonly administration: DatabaseAdministration;
  /** Lets the grantee sign in as the user of one database, by its own role. */
  grantConnect(grantee: Grantee, database: Database): iam.RolePolicy;
  /** What {@link grantConnect} gives, for a pod's role. */
  connectStatements(database: Database): readonly Statement[];
  /** Lets the grantee read the master's password. */
  grantMaster(grantee: Grantee): iam.RolePolicy;
}
