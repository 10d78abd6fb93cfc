import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { EngineError } from "./errors";
import { cachedPath, type GoProgram } from "./pins";

/** Told while a build runs: packages compiled so far, of how many where that is known. */
export type BuildProgress = (progress: { readonly title: string; readonly done: number; readonly of?: number }) => void;

/** Where Go's own installer and Debian put the command, for shells whose PATH does not say. */
const USUAL_PLACES = ["/usr/local/go/bin/go", "/usr/lib/go/bin/go", "/opt/homebrew/bin/go"];

/** A build that holds its lock for longer than this has died, in milliseconds. */
const STALE_LOCK_MS = 30 * 60_000;
const LOCK_POLL_MS = 1_000;

/** Lines of the compiler's that an error shows. */
const SHOWN_LINES = 12;

/** Path of the `go` command, or undefined. */
export function findGo(places: readonly string[] = USUAL_PLACES): string | undefined {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "go"));
  return [...onPath, ...places].find((path) => existsSync(path));
}

/**
 * Builds a program into the cache, and returns its path. Two builds at once wait for each other; one that dies leaves
 * nothing that could be taken for a finished program.
 *
 * @throws {EngineError} where Go is missing or the build fails
 */
export async function build(
  program: GoProgram,
  onProgress: BuildProgress,
  goPlaces?: readonly string[],
): Promise<string> {
  const target = cachedPath(program);
  const go = findGo(goPlaces);
  if (go === undefined) {
    throw new EngineError(
      `${program.title} ${program.version} is not installed, and cannot be built because there is no Go. ` +
        `${program.remedy}, or Go 1.25 or newer (https://go.dev/dl/), and run the command again.`,
    );
  }
  mkdirSync(dirname(target), { recursive: true });
  const release = await lock(`${target}.lock`);
  try {
    if (!existsSync(target)) {
      await compile(go, program, target, onProgress);
    }
  } finally {
    release();
  }
  return target;
}

async function compile(go: string, program: GoProgram, target: string, onProgress: BuildProgress): Promise<void> {
  const partial = `${target}.${process.pid}`;
  const { title, version, versionVariable, packagePath } = program;
  onProgress({ title, done: 0 });
  const total = await countPackages(go, program);
  const flags = ["-s", "-w", ...(versionVariable === undefined ? [] : ["-X", `${versionVariable}=v${version}`])];
  const args = ["build", "-v", "-trimpath", "-ldflags", flags.join(" "), "-o", partial, packagePath];
  const child = runGo(go, args, program);
  let done = 0;
  const last = await linesOf(child, (line) => {
    // With -v the compiler names each package as it is compiled; downloads of modules are named too.
    if (!line.startsWith("go: ")) {
      done += 1;
      onProgress({ title, done, of: total });
    }
  });
  if (child.exitCode !== 0) {
    rmSync(partial, { force: true });
    throw new EngineError(`${title} ${version} could not be built from Go modules:\n${last.join("\n")}`);
  }
  renameSync(partial, target);
}

/** Packages of the build, the modules being downloaded on the way. */
async function countPackages(go: string, program: GoProgram): Promise<number> {
  const child = runGo(go, ["list", "-deps", program.packagePath], program);
  let count = 0;
  child.stdout?.on("data", (chunk: Buffer) => {
    count += chunk.toString().split("\n").length - 1;
  });
  const last = await linesOf(child, () => undefined);
  if (child.exitCode !== 0) {
    throw new EngineError(`The modules of ${program.title} ${program.version} are not to be had:\n${last.join("\n")}`);
  }
  return count;
}

function runGo(go: string, args: readonly string[], program: GoProgram): ChildProcess {
  return spawn(go, args, {
    cwd: program.moduleDirectory,
    // Read-only: a build must never change the pinned versions or write beside the sources.
    env: { ...process.env, GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off", CGO_ENABLED: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Feeds each line of the error stream to `onLine`; resolves with the last lines when the process has ended. */
function linesOf(child: ChildProcess, onLine: (line: string) => void): Promise<readonly string[]> {
  const last: string[] = [];
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on("line", (line) => {
      last.push(line);
      last.splice(0, last.length - SHOWN_LINES);
      onLine(line);
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(last));
  });
}

/** Takes a lock file, waiting for whoever holds it; returns what releases it. */
async function lock(path: string): Promise<() => void> {
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch {
      if (isStale(path)) {
        rmSync(path, { force: true });
      } else {
        await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
      }
    }
  }
}

function isStale(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs > STALE_LOCK_MS;
  } catch {
    return false;
  }
}

/** The first line that a command prints, or undefined where it cannot be run. */
export function firstLine(command: string, args: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const result = spawnSync(command, args, { env, encoding: "utf8", timeout: 30_000 });
  return result.status === 0 ? result.stdout.split("\n")[0]?.trim() : undefined;
}
