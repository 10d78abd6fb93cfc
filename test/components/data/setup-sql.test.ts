import assert from "node:assert/strict";
import { bootstrapSql, type SqlAccess, type SqlUser } from "../../../components/data/relational-database-engines";
import { type MariaDb, mariaDbServer, startMariaDb } from "../../support/mariadb";
import { type Postgres, postgresPrograms, startPostgres } from "../../support/postgres";

const INSTALL_MS = 600_000;
const PASSWORD = "correct-horse";
const ACCESSES: readonly SqlAccess[] = ["owner", "readWrite", "read"];

/** One database for each kind of access, with a user of its own. */
const USERS: ReadonlyMap<string, SqlUser> = new Map(
  ACCESSES.map((access) => [`${access.toLowerCase()}_db`, { user: `${access.toLowerCase()}_service`, access }]),
);

/** What a user may do in a database, by trying. */
type Attempt = (database: string, user: string, sql: string) => unknown;

/** What each kind of access lets its user do with rows and tables that somebody else has made. */
const MAY: Readonly<Record<SqlAccess, Readonly<Record<string, boolean>>>> = {
  owner: { select: true, insert: true, create: true },
  readWrite: { select: true, insert: true, create: false },
  read: { select: true, insert: false, create: false },
};

const STATEMENTS: Readonly<Record<string, string>> = {
  select: "SELECT id FROM things",
  insert: "INSERT INTO things (id) VALUES (2)",
  create: "CREATE TABLE own_things (id INTEGER PRIMARY KEY)",
};

function may(attempt: Attempt, denied: RegExp): Readonly<Record<string, Readonly<Record<string, boolean>>>> {
  const tried = [...USERS].map(([database, { user, access }]) => [
    access,
    Object.fromEntries(
      Object.entries(STATEMENTS).map(([what, sql]) => {
        try {
          attempt(database, user, sql);
          return [what, true];
        } catch (error) {
          assert.match(String(error), denied);
          return [what, false];
        }
      }),
    ),
  ]);
  return Object.fromEntries(tried);
}

describe("the SQL that sets up a MySQL database", () => {
  let server: MariaDb;
  const attempt: Attempt = (database, user, sql) => server.query(user, PASSWORD, database, sql);

  before("with MariaDB on this machine", async function () {
    this.timeout(INSTALL_MS);
    const program = mariaDbServer();
    if (program === undefined) {
      return this.skip();
    }
    server = await startMariaDb(program);
    // RDS alone signs in by IAM: here the same users have a password.
    const sql = bootstrapSql("mysql", USERS);
    const here = sql.replaceAll("IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'", `IDENTIFIED BY '${PASSWORD}'`);
    assert.equal(sql.split("AWSAuthenticationPlugin").length - 1, USERS.size);
    server.run(here);
    for (const database of USERS.keys()) {
      server.run(
        `CREATE TABLE ${database}.things (id INTEGER PRIMARY KEY); INSERT INTO ${database}.things VALUES (1);`,
      );
    }
    server.run(here);
  });
  after(() => server?.stop());

  it("gives each user what its access says, and runs again without harm", () => {
    assert.deepEqual(may(attempt, /command denied/), MAY);
  });

  it("keeps users out of other databases, and out of what the server keeps of them", () => {
    assert.throws(() => attempt("owner_db", "readwrite_service", "SELECT 1"), /Access denied/);
    assert.throws(() => attempt("read_db", "read_service", "SELECT * FROM mysql.user"), /command denied/);
    assert.throws(() => attempt("owner_db", "owner_service", "GRANT SELECT ON owner_db.* TO read_service"), /denied/);
  });

  it("lets nobody in without TLS", () => {
    assert.throws(() => server.query("read_service", PASSWORD, "read_db", "SELECT 1", false), /Access denied/);
    assert.deepEqual(server.query("read_service", PASSWORD, "read_db", "SELECT id FROM things"), ["1"]);
  });

  it("stores any character", () => {
    server.run("ALTER TABLE owner_db.things ADD name VARCHAR(20)");
    attempt("owner_db", "owner_service", "UPDATE things SET name = '🛒' WHERE id = 1");
    const [length] = server.query(
      "owner_service",
      PASSWORD,
      "owner_db",
      "SELECT CHAR_LENGTH(name) FROM things WHERE id = 1",
    );
    assert.equal(length, "1");
  });
});

describe("the SQL that sets up a PostgreSQL database", () => {
  let server: Postgres;
  const attempt: Attempt = (database, user, sql) => server.query(user, PASSWORD, database, sql);
  const asAdministrator = (database: string, sql: string) => server.query("postgres", "a-1", database, sql);

  before("with PostgreSQL on this machine", function () {
    this.timeout(INSTALL_MS);
    const programs = postgresPrograms();
    if (programs === undefined) {
      return this.skip();
    }
    server = startPostgres(programs, { "postgresql-admin": "a-1" });
    // The role that RDS knows whoever signs in by IAM by.
    asAdministrator("postgres", "CREATE ROLE rds_iam");
    const sql = bootstrapSql("postgres", USERS);
    server.run(sql);
    for (const [database, { user }] of USERS) {
      asAdministrator("postgres", `ALTER ROLE ${user} PASSWORD '${PASSWORD}'`);
      asAdministrator(database, "CREATE TABLE things (id INTEGER PRIMARY KEY)");
      asAdministrator(database, "INSERT INTO things VALUES (1)");
    }
    server.run(sql);
  });
  after(() => server?.stop());

  it("gives each user what its access says, and runs again without harm", () => {
    assert.deepEqual(may(attempt, /permission denied/), MAY);
  });

  it("keeps users out of other databases, and makes them members of the role for IAM alone", () => {
    assert.throws(() => attempt("owner_db", "readwrite_service", "SELECT 1"), /permission denied for database/);
    assert.throws(() => attempt("read_db", "read_service", "SELECT * FROM pg_authid"), /permission denied/);
    const members =
      "SELECT m.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid " +
      "WHERE g.rolname = 'rds_iam' ORDER BY 1";
    assert.deepEqual(asAdministrator("postgres", members), ["owner_service", "read_service", "readwrite_service"]);
  });
});
