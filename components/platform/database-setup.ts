import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import type { DatabaseAdministration } from "../data";
import { checkLabel } from "./checks";
import { SetupJob } from "./setup-job";

/** Arguments of {@link DatabaseSetup}. */
export interface DatabaseSetupArgs {
  /** Namespace, which must exist. */
  readonly namespace: string;
  /** What makes databases and users, and where: `database.administration`. */
  readonly database: DatabaseAdministration;
  /** The master's sign-in: a Secret of the namespace, which an ExternalSecret fills from `database.masterSecretArn`. */
  readonly masterSecret: {
    readonly name: string;
    /** @default "username" */
    readonly usernameKey?: string;
    /** @default "password" */
    readonly passwordKey?: string;
  };
  /** Blocks of the database's subnets. */
  readonly cidrs: readonly string[];
  /** Name of the objects in the cluster. @default the component's name */
  readonly serviceName?: string;
  /** An image with the engine's client, by digest. @default the engine's official one */
  readonly image?: pulumi.Input<string>;
}

/** The official images, by the digest that many public projects pin beside the tag; MySQL's user is 999, PostgreSQL's 70. */
const CLIENTS = {
  mysql: {
    image:
      "public.ecr.aws/docker/library/mysql:8.4@sha256:b3b90af2a6552ae30c266fdb7d5dd55f3afb72404bb78d37fe8a23eb857fd3fb",
    user: 999,
    // The client asks for TLS with the password in a variable, which no process list shows.
    command:
      "MYSQL_PWD=$MASTER_KEY mysql --host=$DATABASE_HOST --port=$DATABASE_PORT --user=$MASTER_USER --ssl-mode=REQUIRED",
  },
  postgres: {
    image:
      "public.ecr.aws/docker/library/postgres:17-alpine@sha256:742f40ea20b9ff2ff31db5458d127452988a2164df9e17441e191f3b72252193",
    user: 70,
    command:
      "PGPASSWORD=$MASTER_KEY PGSSLMODE=require psql --host=$DATABASE_HOST --port=$DATABASE_PORT --username=$MASTER_USER " +
      "--dbname=postgres --set=ON_ERROR_STOP=1 --no-psqlrc --quiet",
  },
} as const;

/**
 * Makes a database's schemas and its least-privileged users, from inside the cluster: AWS makes the server, and only SQL makes
 * what is in it.
 *
 * Creates a `SetupJob`, which runs again where the databases or users change. It signs in as the master over TLS; the users that
 * it makes have no password and sign in by IAM. It drops nothing. Costs nothing but a pod for a minute.
 *
 * @example
 * new DatabaseSetup("database-setup", { namespace: "shop", database: database.administration,
 *   masterSecret: { name: "database-master" }, cidrs: ["10.20.20.0/24"] }, { provider });
 */
export class DatabaseSetup extends EstateComponent {
  public readonly job: SetupJob;

  public constructor(name: string, args: DatabaseSetupArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArgs(name, args);
    super("estate:platform:DatabaseSetup", name, args, opts);
    const { database, masterSecret } = args;
    const client = CLIENTS[database.engineFamily];
    const secret = (key: string) => ({ secret: masterSecret.name, key });
    this.job = new SetupJob(
      this.childName("setup"),
      {
        namespace: args.namespace,
        serviceName: args.serviceName ?? name,
        image: args.image ?? client.image,
        user: client.user,
        script: ["set -eu", `${client.command} <<'END'`, database.bootstrapSql, "END", ""].join("\n"),
        environment: {
          DATABASE_HOST: database.endpoint,
          DATABASE_PORT: String(database.port),
          MASTER_USER: secret(masterSecret.usernameKey ?? "username"),
          MASTER_KEY: secret(masterSecret.passwordKey ?? "password"),
        },
        targets: { database: { cidrs: args.cidrs, ports: [database.port] } },
      },
      this.childOptions(),
    );
    this.registerOutputs({});
  }
}

function checkArgs(name: string, { masterSecret }: DatabaseSetupArgs): void {
  const faults = new Faults("DatabaseSetup", name);
  checkLabel(faults, "masterSecret.name", masterSecret.name);
  faults.throwIfAny();
}
