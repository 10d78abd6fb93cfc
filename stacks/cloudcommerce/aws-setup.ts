import type * as pulumi from "@pulumi/pulumi";
import { connect } from "../../components/core";
import { DatabaseSetup, externalSecret, SetupJob } from "../../components/platform";
import { tierBlocks } from "../shared/network";
import type { Region } from "./aws-region";
import type { AwsStores } from "./aws-stores";
import { type Home, inCluster } from "./home";
import { STORE_IMAGES } from "./images";
import { setupFile } from "./setup-files";

/** Namespace of the jobs that make users and tables: apart from the shop's, whose pods shall never see a master's password. */
export const SETUP_NAMESPACE = "setup";
/** Authorities of RDS and DocumentDB (Amazon RDS user guide, read 2026-11). */
const AUTHORITIES = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem";
const DATABASE_MASTER = "database-master";
const DOCUMENTS_MASTER = "documents-master";

/** What the jobs run on. */
export interface SetupParts {
  readonly region: Region;
  readonly stores: AwsStores;
  readonly home: Pick<Home, "provider" | "parent">;
  readonly before: readonly pulumi.Resource[];
}

/** What the stores hold from the start: databases, users and tables. Copies in the second region have them by themselves. */
export function makeSetup(parts: SetupParts): void {
  const { database } = parts.stores;
  const users = new DatabaseSetup(
    "database-setup",
    {
      namespace: SETUP_NAMESPACE,
      database: database.administration,
      masterSecret: { name: DATABASE_MASTER },
      cidrs: tierBlocks(parts.region.network, "isolated"),
    },
    inCluster(parts.home, ...parts.before, masterSecret(parts, DATABASE_MASTER, database.masterSecretArn)),
  );
  if (database.proxy !== undefined) {
    connect(parts.region.eks, database.administration, { parent: database });
  }
  makeTables(parts, users);
  if (parts.stores.documents !== undefined) {
    makeDocumentUsers(parts, parts.stores.documents);
  }
}

function masterSecret(parts: SetupParts, secretName: string, arn: pulumi.Input<string>) {
  return externalSecret(
    secretName,
    {
      namespace: SETUP_NAMESPACE,
      secretName,
      keys: {
        username: { secret: arn, property: "username" },
        password: { secret: arn, property: "password" },
      },
    },
    inCluster(parts.home, ...parts.before),
  );
}

/** The development environment's tables, in databases whose owners nobody signs in as; a table that is there stays. */
function makeTables({ region, stores, home, before }: SetupParts, users: DatabaseSetup): void {
  const { database } = stores;
  const psql =
    "psql --host=$DATABASE_HOST --port=$DATABASE_PORT --username=$MASTER_USER --set=ON_ERROR_STOP=1 --no-psqlrc --quiet";
  const tables = (name: string, file: string, table: string) => [
    `${psql} --dbname=postgres <<'END'`,
    `SELECT 'CREATE ROLE ${name}_owner NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${name}_owner') \\gexec`,
    `GRANT ${name}_owner TO CURRENT_USER;`,
    `ALTER DATABASE ${name} OWNER TO ${name}_owner;`,
    "END",
    `if [ -z "$(${psql} --dbname=${name} --tuples-only --no-align --command="SELECT to_regclass('public.${table}')")" ]; then`,
    `${psql} --dbname=${name} --single-transaction <<'END'`,
    // The connection is to this database already.
    setupFile(`postgres/${file}`).replace(/^\\connect .*$/m, ""),
    "END",
    "fi",
  ];
  new SetupJob(
    "tables",
    {
      namespace: SETUP_NAMESPACE,
      shell: "sh",
      image: STORE_IMAGES.postgresql,
      user: 70,
      script: [
        "set -eu",
        "export PGPASSWORD=$MASTER_KEY PGSSLMODE=require",
        ...tables("products", "20-products.sql", "products"),
        ...tables("orders", "30-orders.sql", "orders"),
        "",
      ].join("\n"),
      environment: {
        DATABASE_HOST: database.administration.endpoint,
        DATABASE_PORT: String(database.port),
        MASTER_USER: { secret: DATABASE_MASTER, key: "username" },
        MASTER_KEY: { secret: DATABASE_MASTER, key: "password" },
      },
      targets: { database: { cidrs: tierBlocks(region.network, "isolated"), ports: [database.port] } },
    },
    inCluster(home, ...before, users),
  );
}

/** The user service's sign-in; by TLS whose authorities the job fetches first, since the image has none of AWS's. */
function makeDocumentUsers(parts: SetupParts, documents: NonNullable<AwsStores["documents"]>): void {
  const fetchAuthorities = [
    `require("node:https").get("${AUTHORITIES}", (answer) => {`,
    "  if (answer.statusCode !== 200) process.exit(1);",
    '  answer.pipe(require("node:fs").createWriteStream("/tmp/authorities.pem"));',
    "});",
  ].join(" ");
  const login = externalSecret(
    "documents-user",
    {
      namespace: SETUP_NAMESPACE,
      secretName: "documents-user",
      keys: { password: { secret: documents.secret("user_service").arn, property: "password" } },
    },
    inCluster(parts.home, ...parts.before),
  );
  new SetupJob(
    "document-users",
    {
      namespace: SETUP_NAMESPACE,
      image: STORE_IMAGES.mongodb,
      user: 999,
      script: [
        "set -eu",
        "export HOME=/tmp",
        `mongosh --nodb --quiet --eval '${fetchAuthorities}'`,
        'mongosh --quiet --tls --tlsCAFile /tmp/authorities.pem --retryWrites=false --host "$MONGODB_HOST" \\',
        '  --username "$MASTER_USER" --password "$MASTER_KEY" <<\'END\'',
        documents.bootstrapScript,
        "END",
        "",
      ].join("\n"),
      environment: {
        MONGODB_HOST: documents.endpoint,
        MASTER_USER: { secret: DOCUMENTS_MASTER, key: "username" },
        MASTER_KEY: { secret: DOCUMENTS_MASTER, key: "password" },
        USER_SERVICE_PASSWORD: { secret: "documents-user", key: "password" },
      },
      targets: {
        documents: { cidrs: tierBlocks(parts.region.network, "isolated"), ports: [documents.port] },
      },
      internet: true,
    },
    inCluster(parts.home, ...parts.before, login, masterSecret(parts, DOCUMENTS_MASTER, documents.masterSecretArn)),
  );
}
