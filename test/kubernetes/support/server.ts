import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiClient } from "./client";
import type { Programs } from "./programs";

/** A cluster's API server of one's own, without nodes and controllers. */
export interface ApiServer {
  readonly client: ApiClient;
  stop(): Promise<void>;
}

/** Two seconds on a machine at rest. */
const READY_MS = 90_000;
const POLL_MS = 100;
const STOP_MS = 5_000;
const LAST_CHARACTERS = 3_000;

/**
 * Starts etcd and kube-apiserver on loopback, with keys and a token made for them in a temporary folder; resolves when the
 * server says that it is ready. They end with `stop`, and with this process at the latest, however it ends.
 *
 * @throws {Error} with the last lines that they wrote, where they are not ready in time
 */
export async function startApiServer({ apiServer, etcd }: Programs): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), "estate-api-server-"));
  const [clientPort, peerPort, securePort] = await freePorts();
  const token = writeKeys(folder);
  const store = `http://127.0.0.1:${clientPort}`;
  const running = [
    run(etcd.path, etcdArguments(folder, store, `http://127.0.0.1:${peerPort}`)),
    run(apiServer.path, serverArguments(folder, store, securePort)),
  ];
  try {
    const client = await ready(running, join(folder, "apiserver.crt"), `https://127.0.0.1:${securePort}`, token);
    return {
      client,
      stop: async () => {
        client.close();
        await end(running, folder);
      },
    };
  } catch (error) {
    await end(running, folder);
    throw error;
  }
}

function etcdArguments(folder: string, store: string, peer: string): readonly string[] {
  return [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${store}`,
    `--advertise-client-urls=${store}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    // Nothing here outlives the test.
    "--unsafe-no-fsync",
    "--log-level=error",
  ];
}

function serverArguments(folder: string, store: string, port: number): readonly string[] {
  return [
    `--etcd-servers=${store}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    // Finding no certificate there, the server makes one for its own address.
    `--cert-dir=${folder}`,
    `--token-auth-file=${join(folder, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${join(folder, "service-accounts.pem")}`,
    `--service-account-signing-key-file=${join(folder, "service-accounts.pem")}`,
    "--service-cluster-ip-range=10.96.0.0/16",
    // As every cluster has it: what refuses a privileged pod is to be the namespace's standard.
    "--allow-privileged=true",
    // Each request may come at once; the server is ours alone.
    "--enable-priority-and-fairness=false",
    "--v=0",
  ];
}

/** The key that signs tokens of service accounts, and the administrator's token, which is returned. */
function writeKeys(folder: string): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const secret = { mode: 0o600 };
  writeFileSync(join(folder, "service-accounts.pem"), privateKey.export({ type: "pkcs8", format: "pem" }), secret);
  const token = randomBytes(24).toString("hex");
  writeFileSync(join(folder, "tokens.csv"), `${token},administrator,administrator,"system:masters"\n`, secret);
  return token;
}

async function freePorts(): Promise<readonly [number, number, number]> {
  // All held at once, so that they differ.
  const servers = [createServer(), createServer(), createServer()];
  const ports = await Promise.all(servers.map(portOf));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [first = 0, second = 0, third = 0] = ports;
  return [first, second, third];
}

function portOf(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(isAddress(address) ? address.port : 0);
    });
  });
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

/** A process that dies with this one, and what it last wrote. */
interface Running {
  readonly child: ChildProcess;
  readonly name: string;
  last: string;
}

/**
 * Runs a program until its input ends, which it does however this process ends: killed outright, it cannot clean up. Ends
 * with the program, too.
 */
const UNTIL_INPUT_ENDS = `
exec 3<&0
"$0" "$@" 3<&- </dev/null &
program=$!
{ cat <&3 >/dev/null; kill -9 $program; } 2>/dev/null &
exec 3<&-
wait $program
`;

function run(path: string, args: readonly string[]): Running {
  const child = spawn("/bin/sh", ["-c", UNTIL_INPUT_ENDS, path, ...args], { stdio: ["pipe", "ignore", "pipe"] });
  const running: Running = { child, name: path, last: "" };
  child.stderr.on("data", (chunk: Buffer) => {
    running.last = `${running.last}${chunk.toString()}`.slice(-LAST_CHARACTERS);
  });
  return running;
}

async function ready(
  running: readonly Running[],
  certificateFile: string,
  url: string,
  token: string,
): Promise<ApiClient> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    const dead = running.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
    if (dead !== undefined) {
      throw new Error(`${dead.name} ended before it was ready:\n${dead.last}`);
    }
    const client = await answering(certificateFile, url, token);
    if (client !== undefined) {
      return client;
    }
    await pause(POLL_MS);
  }
  throw new Error(`The API server was not ready in ${READY_MS} ms:\n${running.map(({ last }) => last).join("\n")}`);
}

async function answering(certificateFile: string, url: string, token: string): Promise<ApiClient | undefined> {
  if (!existsSync(certificateFile)) {
    return undefined;
  }
  const client = new ApiClient(url, token, readFileSync(certificateFile, "utf8"));
  try {
    const [health, system] = await Promise.all([client.get("/readyz"), client.get("/api/v1/namespaces/kube-system")]);
    if (health.status === 200 && system.status === 200) {
      return client;
    }
  } catch {
    // Not listening yet.
  }
  client.close();
  return undefined;
}

async function end(running: readonly Running[], folder: string): Promise<void> {
  await Promise.all(
    running.map(async ({ child }) => {
      const gone = new Promise((resolve) => child.once("close", resolve));
      child.stdin?.end();
      if (child.exitCode === null && child.signalCode === null) {
        await Promise.race([gone, pause(STOP_MS)]);
      }
    }),
  );
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
