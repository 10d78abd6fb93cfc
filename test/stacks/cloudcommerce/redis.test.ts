import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { writeSecrets } from "../../../scripts/compose-secrets";
import { command, fromDebian } from "../../support/debian";
import { FOLDER } from "./compose-file";

const START_MS = 5000;
const INSTALL_MS = 300_000;

describe("CloudCommerce's Redis", () => {
  const home = mkdtempSync(join(tmpdir(), "estate-redis-"));
  const socket = join(home, "socket");
  let server: ChildProcess | undefined;

  /** What Redis answers a user; errors are answers, too. */
  const as = (user: string, password: string, ...command: string[]) =>
    execFileSync("redis-cli", ["-s", socket, "--no-auth-warning", "--user", user, "--pass", password, ...command], {
      encoding: "utf8",
    }).trim();
  const secret = (name: string) => readFileSync(join(home, "secrets", name), "utf8");
  const order = (...command: string[]) => as("order_service", secret("redis-order"), ...command);
  const product = (...command: string[]) => as("product_service", secret("redis-product"), ...command);

  before("with Redis on this machine", async function () {
    this.timeout(INSTALL_MS);
    const program = fromDebian(() => command("redis-server"), "redis-server");
    if (program === undefined) {
      return this.skip();
    }
    writeSecrets(join(home, "secrets"));
    const settings = readFileSync(join(FOLDER, "setup/redis/redis.conf"), "utf8")
      .replace("port 6379", `port 0\nunixsocket ${socket}\ndir ${home}`)
      .replace("/run/secrets", join(home, "secrets"));
    writeFileSync(join(home, "redis.conf"), settings);
    server = spawn(program, [join(home, "redis.conf")], { stdio: "ignore" });
    for (let waited = 0; !existsSync(socket) && waited < START_MS; waited += 50) {
      await pause(50);
    }
  });
  after(() => {
    server?.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  });

  it("answers the check of its health, and nobody else without a password", () => {
    assert.equal(as("health", "-", "ping"), "PONG");
    assert.match(as("health", "-", "get", "order:1"), /NOPERM/);
    assert.match(execFileSync("redis-cli", ["-s", socket, "ping"], { encoding: "utf8" }), /NOAUTH/);
    assert.match(as("order_service", secret("redis-product"), "ping"), /WRONGPASS|NOAUTH/);
  });

  it("keeps each service to its own keys and channels", () => {
    assert.equal(order("set", "session:1", "x", "EX", "60"), "OK");
    assert.equal(order("publish", "order:1", "shipped"), "0");
    assert.equal(product("setex", "product:1", "60", "y"), "OK");
    for (const refused of [
      order("get", "product:1"),
      product("get", "session:1"),
      product("publish", "order:1", "x"),
    ]) {
      assert.match(refused, /NOPERM/);
    }
  });

  it("lets no service look at all keys, empty the store or change it", () => {
    for (const command of [["keys", "*"], ["flushall"], ["config", "get", "*"], ["acl", "list"], ["shutdown"]]) {
      assert.match(order(...command), /NOPERM/, command.join(" "));
    }
  });
});
