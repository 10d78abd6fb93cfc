import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { mainCommand } from "../../simulator/provider";

/** The process that serves every simulated provider of a rehearsal. */
export interface Host {
  readonly port: number;
  stop(): void;
}

/** Starts it; it ends with this process, however that ends. */
export async function startHost(): Promise<Host> {
  const [command = "", ...args] = mainCommand();
  const child = spawn(command, [...args, "--host"], { stdio: ["pipe", "pipe", "inherit"] });
  const port = await firstLineOf(child);
  child.unref();
  return { port: Number(port), stop: () => void child.kill() };
}

function firstLineOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the simulated providers ended with status ${code}`)));
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).once("line", resolve);
    }
  });
}
