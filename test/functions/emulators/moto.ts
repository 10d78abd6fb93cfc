import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The release that the tests were written against. */
const MOTO_VERSION = "5.2.5";
const EXTRAS = "server,dynamodb,s3,sns,sqs,secretsmanager,stepfunctions";
/** Starts moto without the costs that grow with everything it holds. */
const SERVER = join(__dirname, "moto_server.py");
/** Longest wait for the server's first answer, in milliseconds. */
const START_LIMIT_MS = 60_000;

/** A running moto server. */
export interface Moto {
  readonly url: string;
  stop(): void;
}

/** Why the emulator is not there; the tests that need it are then pending, by name. */
export class EmulatorMissing extends Error {
  public override readonly name: string = "EmulatorMissing";
}

/**
 * Starts moto's server in its own virtual environment, which is made once and kept in the user's cache.
 *
 * @param callbackPort where moto's Step Functions looks for the services that a state machine calls
 * @throws {EmulatorMissing} where Python, or the registry on the first run, is not to be had
 */
export async function startMoto(callbackPort: number): Promise<Moto> {
  const directory = await virtualEnvironment();
  const port = await freePort();
  const child = spawn(join(directory, "bin/python"), [SERVER, "-H", "127.0.0.1", "-p", String(port)], {
    stdio: "ignore",
    env: { ...process.env, MOTO_PORT: String(callbackPort), AWS_ENDPOINT_URL: "" },
  });
  const stop = () => {
    child.kill("SIGKILL");
  };
  process.once("exit", stop);
  const url = `http://127.0.0.1:${port}`;
  await answering(url, child);
  // Without this, moto invents the history of an execution instead of running it.
  await fetch(`${url}/moto-api/config`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
  });
  return { url, stop };
}

async function virtualEnvironment(): Promise<string> {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const directory = join(cache, "multicloud-estate", `moto-${MOTO_VERSION}`);
  const complete = join(directory, "complete");
  if (existsSync(complete)) {
    return directory;
  }
  try {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    await run("python3", ["-m", "venv", directory]);
    await run(join(directory, "bin/pip"), ["install", "--quiet", `moto[${EXTRAS}]==${MOTO_VERSION}`]);
    writeFileSync(complete, "");
    return directory;
  } catch (error) {
    throw new EmulatorMissing(`moto could not be installed: ${error instanceof Error ? error.message : error}`);
  }
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_LIMIT_MS;
  while (Date.now() < until && child.exitCode === null) {
    const answer = await fetch(`${url}/moto-api/`).catch(() => undefined);
    if (answer?.ok === true) {
      return;
    }
    await sleep(100);
  }
  throw new EmulatorMissing("moto did not start");
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
