/** What differs between the engines, as RDS has them (RDS user guide, read 2026-11). */
export const ENGINES = {
  mysql: {
    // A major version with RDS standard support; RDS 8.0 left it on 31 July 2026.
    version: "8.4",
    family: "mysql8.4",
    port: 3306,
    proxyFamily: "MYSQL",
    masterUser: "dbadmin",
    logs: ["error", "slowquery"],
    parameters: {
      forced: { require_secure_transport: "1" },
      defaults: { slow_query_log: "1", long_query_time: "1", log_output: "FILE" },
    },
  },
  postgres: {
    version: "17",
    family: "postgres17",
    port: 5432,
    proxyFamily: "POSTGRESQL",
    masterUser: "dbadmin",
    logs: ["postgresql", "upgrade"],
    parameters: {
      forced: { "rds.force_ssl": "1" },
      defaults: { log_min_duration_statement: "1000" },
    },
  },
} as const satisfies Readonly<Record<string, EngineFacts>>;

interface EngineFacts {
  readonly version: string;
  readonly family: string;
  readonly port: number;
  readonly proxyFamily: string;
  readonly masterUser: string;
  readonly logs: readonly string[];
  readonly parameters: {
    /** Cannot be set otherwise: they refuse connections without TLS. */
    readonly forced: Readonly<Record<string, string>>;
    readonly defaults: Readonly<Record<string, string>>;
  };
}

/** Daily backups and weekly maintenance, in UTC: when most shops sleep, and not at the same time. */
export const WINDOWS = { backup: "02:00-03:00", maintenance: "sun:04:00-sun:05:00" } as const;

export type DatabaseEngine = keyof typeof ENGINES;

/**
 * What differs in Aurora (Aurora user guide, read 2026-11). Versions name the major one only, so that the minor ones that
 * Aurora takes over by itself are no difference to the program.
 */
export const AURORA = {
  mysql: {
    engine: "aurora-mysql",
    version: "8.4",
    family: "aurora-mysql8.4",
    logs: ["error", "slowquery"],
    forced: { require_secure_transport: "ON" },
    defaults: { slow_query_log: "1", long_query_time: "1" },
  },
  postgres: {
    engine: "aurora-postgresql",
    version: "17",
    family: "aurora-postgresql17",
    logs: ["postgresql"],
    forced: { "rds.force_ssl": "1" },
    defaults: { log_min_duration_statement: "1000" },
  },
} as const;

/** A database's user. */
export interface SqlUser {
  readonly user: string;
  readonly access: SqlAccess;
}

/** `owner` makes and changes tables, too: for a service that migrates its own schema. */
export type SqlAccess = "owner" | "readWrite" | "read";

const PRIVILEGES: Readonly<Record<SqlAccess, string>> = {
  read: "SELECT",
  readWrite: "SELECT, INSERT, UPDATE, DELETE",
  owner: "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, TRIGGER",
};

/**
 * The SQL that makes databases and users, for a job that signs in as the master. It can run again without harm. The users
 * have no password: they sign in by IAM, over TLS, and touch rows of their own database only.
 *
 * @param users by database; the names are checked already, and need no quoting
 */
export function bootstrapSql(engine: DatabaseEngine, users: ReadonlyMap<string, SqlUser>): string {
  const statements = [...users].flatMap(([database, user]) =>
    engine === "mysql" ? mysqlStatements(database, user) : postgresStatements(database, user),
  );
  return statements.join("\n");
}

function mysqlStatements(database: string, { user, access }: SqlUser): readonly string[] {
  return [
    `CREATE DATABASE IF NOT EXISTS ${database} CHARACTER SET utf8mb4;`,
    `CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL;`,
    `GRANT ${PRIVILEGES[access]} ON ${database}.* TO '${user}'@'%';`,
  ];
}

/** PostgreSQL has no IF NOT EXISTS here, so that psql's \gexec runs what the catalogue lacks. */
function postgresStatements(database: string, { user, access }: SqlUser): readonly string[] {
  // Who owns a table may do everything with it, so that an owner needs the right to make tables, and no other.
  const privileges = PRIVILEGES[access === "owner" ? "readWrite" : access];
  return [
    `SELECT 'CREATE DATABASE ${database}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${database}') \\gexec`,
    `SELECT 'CREATE ROLE ${user} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${user}') \\gexec`,
    `GRANT rds_iam TO ${user};`,
    `REVOKE CONNECT ON DATABASE ${database} FROM PUBLIC;`,
    `GRANT CONNECT ON DATABASE ${database} TO ${user};`,
    `\\connect ${database}`,
    `GRANT ${access === "owner" ? "USAGE, CREATE" : "USAGE"} ON SCHEMA public TO ${user};`,
    `GRANT ${privileges} ON ALL TABLES IN SCHEMA public TO ${user};`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ${privileges} ON TABLES TO ${user};`,
    ...(access === "read"
      ? []
      : [
          `GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${user};`,
          `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO ${user};`,
        ]),
  ];
}
