import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { command, fromDebian } from "./debian";

const START_MS = 20_000;
const POLL_MS = 50;

/** A real MariaDB of this machine, answering on a socket of its own, with TLS for whoever asks for it. */
export interface MariaDb {
  /** Runs statements as the administrator; throws with what the server said. */
  run(sql: string): void;
  /** The rows that statements give, as a user signed in by password; throws with what the server said. */
  query(user: string, password: string, database: string, sql: string, tls?: boolean): readonly string[];
  stop(): void;
}

/** The server's program; undefined where there is none, so that a test can say so. */
export function mariaDbServer(): string | undefined {
  return fromDebian(() => command("mariadbd"), "mariadb-server-core", "mariadb-client-core");
}

/** @param server path of mariadbd */
export async function startMariaDb(server: string): Promise<MariaDb> {
  const home = mkdtempSync(join(tmpdir(), "estate-mariadb-"));
  const socket = join(home, "socket");
  const data = join(home, "data");
  const user = process.getuid?.() === 0 ? ["--user=root"] : [];
  writeFileSync(join(home, "empty.cnf"), "");
  const defaults = `--defaults-file=${join(home, "empty.cnf")}`;
  execFileSync(
    command("mariadb-install-db") ?? "mariadb-install-db",
    [defaults, `--datadir=${data}`, "--auth-root-authentication-method=normal", "--skip-test-db", ...user],
    { stdio: "ignore" },
  );
  makeCertificate(home);
  const child = spawn(
    server,
    [
      defaults,
      `--datadir=${data}`,
      `--socket=${socket}`,
      "--skip-networking",
      `--ssl-cert=${join(home, "cert.pem")}`,
      `--ssl-key=${join(home, "key.pem")}`,
      "--innodb-buffer-pool-size=16M",
      "--innodb-flush-log-at-trx-commit=0",
      ...user,
    ],
    { stdio: "ignore" },
  );
  for (let waited = 0; !existsSync(socket) && waited < START_MS; waited += POLL_MS) {
    await pause(POLL_MS);
  }
  const client = (name: string, password: string, sql: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      command("mariadb") ?? "mariadb",
      [
        defaults,
        `--socket=${socket}`,
        `--user=${name}`,
        "--batch",
        "--skip-column-names",
        "--default-character-set=utf8mb4",
        ...args,
      ],
      { encoding: "utf8", input: sql, env: { ...process.env, MYSQL_PWD: password } },
    );
    if (status !== 0) {
      throw new Error(stderr);
    }
    return stdout.split("\n").filter((row) => row !== "");
  };
  return {
    run: (sql) => void client("root", "", sql),
    query: (name, password, database, sql, tls = true) =>
      client(name, password, sql, `--database=${database}`, tls ? "--ssl" : "--skip-ssl"),
    stop: () => {
      child.kill("SIGKILL");
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function makeCertificate(home: string): void {
  const files = ["-keyout", join(home, "key.pem"), "-out", join(home, "cert.pem")];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost", ...files],
    { stdio: "ignore" },
  );
}
