import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromDebian } from "./debian";

const DEBIAN = "/usr/lib/postgresql";
/** "nobody": PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

/** A real PostgreSQL of this machine, answering on a socket of its own. */
export interface Postgres {
  /** What the files with secrets hold, in the folder that a setup script reads. */
  readonly secrets: string;
  /** Runs a file as the administrator; throws with what psql said. */
  runFile(path: string): void;
  /** Runs statements as the administrator, as a setup job's script does. */
  run(sql: string): void;
  /** The rows that a statement gives, as a user signed in by password; throws with what the server said. */
  query(user: string, password: string, database: string, sql: string): readonly string[];
  stop(): void;
}

/** Where Debian puts the programs of its newest PostgreSQL; undefined where there is none, so that a test can say so. */
export function postgresPrograms(): string | undefined {
  return fromDebian(newestPrograms, "postgresql");
}

function newestPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number).filter(Number.isInteger) : [];
  const programs = join(DEBIAN, String(Math.max(...versions)), "bin");
  return versions.length > 0 && existsSync(join(programs, "initdb")) ? programs : undefined;
}

/**
 * A new server without a port, whose every sign-in takes a password.
 *
 * @param programs the folder with initdb and pg_ctl
 * @param secrets what files with secrets hold, by their names; `postgresql-admin` is the administrator's
 */
export function startPostgres(programs: string, secrets: Readonly<Record<string, string>>): Postgres {
  const home = mkdtempSync(join(tmpdir(), "estate-postgres-"));
  const folder = join(home, "secrets");
  const root = process.getuid?.() === 0;
  mkdirSync(folder);
  for (const [name, value] of Object.entries(secrets)) {
    writeFileSync(join(folder, name), value);
  }
  if (root) {
    chmodSync(home, 0o755);
    chownSync(home, NOBODY, NOBODY);
  }
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(programs, program), args, {
      encoding: "utf8",
      cwd: home,
      stdio: ["ignore", "ignore", "pipe"],
      ...(root ? { uid: NOBODY, gid: NOBODY } : {}),
    });
  const data = join(home, "data");
  const administrator = ["--username=postgres", `--pwfile=${join(folder, "postgresql-admin")}`];
  run(
    "initdb",
    `--pgdata=${data}`,
    "--auth=scram-sha-256",
    "--no-sync",
    "--encoding=UTF8",
    "--locale=C",
    ...administrator,
  );
  // Far from UTC, so that what forgets to name a zone shows.
  const settings = `-F -k ${home} -c listen_addresses='' -c shared_buffers=16MB -c timezone=Pacific/Auckland`;
  run("pg_ctl", "start", "--wait", `--pgdata=${data}`, `--log=${join(home, "log")}`, `--options=${settings}`);
  const psql = (user: string, password: string, database: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      join(programs, "psql"),
      [`--host=${home}`, `--username=${user}`, `--dbname=${database}`, "--no-psqlrc", "--no-password", "-qAt", ...args],
      { encoding: "utf8", env: { ...process.env, PGPASSWORD: password, SECRETS: folder } },
    );
    if (status !== 0) {
      throw new Error(stderr);
    }
    return stdout;
  };
  // As the official image's entry point does.
  const runFile = (path: string) =>
    void psql("postgres", secrets["postgresql-admin"] ?? "", "postgres", "--set=ON_ERROR_STOP=1", `--file=${path}`);
  return {
    secrets: folder,
    runFile,
    run: (sql) => {
      const path = join(home, "script.sql");
      writeFileSync(path, sql);
      runFile(path);
    },
    query: (user, password, database, sql) =>
      psql(user, password, database, `--command=${sql}`)
        .split("\n")
        .filter((row) => row !== ""),
    stop: () => {
      run("pg_ctl", "stop", "--wait", "--mode=immediate", `--pgdata=${data}`);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
