import { mkdirSync } from "node:fs";
import { isAlive, ProviderHost } from "./host";
import { CloudInventory } from "./inventory";
import { serveProvider } from "./server";
import { ProviderService } from "./service";
import { DIRECTORY_VARIABLE, inventoryFile, readSettings } from "./simulation";

/**
 * The executable behind every simulated plugin: by itself it serves one provider to the engine that has started it; with
 * `--host` it serves the providers of many engines. Either way the port is the first line of its output.
 */
async function main(argv: readonly string[]): Promise<void> {
  const port = argv.includes("--host") ? await new ProviderHost().listen() : await serveAlone();
  process.stdout.write(`${port}\n`);
  endWithParent(argv.includes("--host"));
}

async function serveAlone(): Promise<number> {
  const directory = process.env[DIRECTORY_VARIABLE];
  if (directory === undefined || directory === "") {
    throw new Error(`${DIRECTORY_VARIABLE} names no folder: the simulated cloud has nowhere to keep its inventory`);
  }
  mkdirSync(directory, { recursive: true });
  const engine = process.ppid;
  const { faults = {}, given = [] } = readSettings(directory);
  const service = new ProviderService({
    inventory: new CloudInventory(inventoryFile(directory), given),
    faults,
    killEngine: () => process.kill(engine, "SIGKILL"),
  });
  return (await serveProvider(service)).port;
}

const PARENT_POLL_MS = 1_000;

/** A parent that was killed cannot stop its children; they see for themselves that it is gone. */
function endWithParent(hosting: boolean): void {
  const parent = process.ppid;
  setInterval(() => {
    if (!isAlive(parent)) {
      process.exit(0);
    }
  }, PARENT_POLL_MS);
  if (hosting) {
    process.stdin.on("end", () => process.exit(0)).resume();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
