import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "../../..");

/** Longest wait for the demo's address, in milliseconds. */
const START_LIMIT_MS = 120_000;

/** The demo as its user starts it, and what it says. */
export interface RunningDemo {
  readonly url: string;
  /** Everything that it has written so far. */
  lines(): readonly string[];
  /** Ends it; the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `npm run demo` on a free port. */
export async function startDemo(): Promise<RunningDemo> {
  const child = demoProcess("--port", "0");
  let text = "";
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The demo does not start:\n${text}`)), START_LIMIT_MS);
    const heard = (chunk: Buffer) => {
      text += String(chunk);
      const found = /^The shop: +(\S+)$/m.exec(text)?.[1];
      if (found !== undefined && text.includes("Ctrl+C")) {
        clearTimeout(timer);
        resolve(found);
      }
    };
    child.stdout?.on("data", heard);
    child.stderr?.on("data", heard);
    ended.then((code) => reject(new Error(`The demo ended with ${code}:\n${text}`)));
  });
  return {
    url,
    lines: () => text.split("\n"),
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** The process that `npm run demo` starts, without npm in between, so that a signal reaches it. */
export function demoProcess(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["--conditions=estate-source", "--import", "tsx", "web/demo/cli.ts", ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
}
