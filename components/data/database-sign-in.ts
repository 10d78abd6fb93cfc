import type * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { type EncryptionKey, type Grantee, grant, type Statement } from "../core";
import type { DatabaseSpec } from "./database-checks";
import { databaseUserArn } from "./relational-database-proxy";

/** Whose users sign in, and where IAM knows them. */
export interface SignInPlace {
  readonly componentName: string;
  readonly key: EncryptionKey;
  readonly users: ReadonlyMap<string, Required<DatabaseSpec>>;
  /** `db-…`, `cluster-…` or `prx-…`: one for whatever answers at the hosts that are handed out. */
  readonly resourceIds: readonly pulumi.Output<string>[];
  readonly masterSecretArn: pulumi.Output<string>;
}

/** Permissions that a database gives: RDS' and Aurora's alike. */
export class DatabaseSignIn {
  private readonly place: SignInPlace;

  public constructor(place: SignInPlace) {
    this.place = place;
  }

  public connectStatements(database: string): readonly Statement[] {
    const { componentName, users, key, resourceIds } = this.place;
    const user = users.get(database)?.user;
    if (user === undefined) {
      throw new Error(`"${componentName}" has no database "${database}"; it has ${[...users.keys()].join(", ")}.`);
    }
    const resources = resourceIds.map((id) => databaseUserArn(key.arn, id, user));
    return [{ sid: "SignInToDatabase", actions: ["rds-db:connect"], resources }];
  }

  public grantConnect(grantee: Grantee, database: string): iam.RolePolicy {
    return grant(grantee, `${this.place.componentName}-${database}-connect`, this.connectStatements(database));
  }

  public grantMaster(grantee: Grantee): iam.RolePolicy {
    const { componentName, key, masterSecretArn } = this.place;
    return grant(grantee, `${componentName}-master`, [
      { sid: "MasterSecret", actions: ["secretsmanager:GetSecretValue"], resources: [masterSecretArn] },
      key.useStatement("decrypt", "secretsmanager"),
    ]);
  }
}
