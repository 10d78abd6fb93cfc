import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { CloudInventory } from "./inventory";
import { type ProviderServer, serveProvider } from "./server";
import { ProviderService } from "./service";
import { inventoryFile, readSettings } from "./simulation";

/** One provider in the host: who asked for it, and where it listens. */
interface Guest {
  readonly engine: number;
  readonly socket: Socket;
  server?: ProviderServer;
}

/** How often it is looked whether the engines still live, in milliseconds. */
const LIVENESS_MS = 1_000;

/**
 * Serves the providers of many engine runs in one process, so that each plugin starts in milliseconds. A launcher
 * connects, says `<engine's process id> <simulation's folder>`, gets a port, and holds the connection while its engine
 * lives.
 */
export class ProviderHost {
  private readonly guests = new Set<Guest>();
  private readonly inventories = new Map<string, CloudInventory>();
  private readonly server: Server;
  private readonly liveness: NodeJS.Timeout;

  public constructor() {
    this.server = createServer((socket) => this.welcome(socket));
    this.liveness = setInterval(() => this.dismissOrphans(), LIVENESS_MS);
    this.liveness.unref();
  }

  /** @returns the port for the launchers */
  public async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(0, "127.0.0.1", resolve);
    });
    const address = this.server.address();
    if (address === null || typeof address === "string") {
      throw new Error("the host of the simulated providers got no port");
    }
    return address.port;
  }

  private welcome(socket: Socket): void {
    socket.on("error", () => socket.destroy());
    createInterface({ input: socket }).once("line", (line) => {
      const [engine = "", ...directory] = line.split(" ");
      const guest: Guest = { engine: Number(engine), socket };
      this.guests.add(guest);
      socket.once("close", () => this.dismiss(guest));
      this.serve(guest, directory.join(" ")).catch((error: unknown) => {
        socket.end(`error ${error instanceof Error ? error.message : String(error)}\n`);
      });
    });
  }

  private async serve(guest: Guest, directory: string): Promise<void> {
    const { faults = {}, given = [] } = readSettings(directory);
    guest.server = await serveProvider(
      new ProviderService({
        inventory: this.inventoryOf(directory, given),
        faults,
        killEngine: () => this.killEngine(guest.engine),
      }),
    );
    guest.socket.write(`${guest.server.port}\n`);
  }

  private inventoryOf(directory: string, given: readonly string[]): CloudInventory {
    const inventory = this.inventories.get(directory) ?? new CloudInventory(inventoryFile(directory), given);
    this.inventories.set(directory, inventory);
    return inventory;
  }

  private killEngine(engine: number): void {
    process.kill(engine, "SIGKILL");
    for (const guest of this.guests) {
      if (guest.engine === engine) {
        this.dismiss(guest);
      }
    }
  }

  private dismiss(guest: Guest): void {
    this.guests.delete(guest);
    guest.server?.stop();
    guest.socket.destroy();
  }

  private dismissOrphans(): void {
    for (const guest of this.guests) {
      if (!isAlive(guest.engine)) {
        this.dismiss(guest);
      }
    }
  }
}

export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
