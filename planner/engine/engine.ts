import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { type BuildProgress, build, firstLine } from "./build";
import { cachedPath, type GoProgram, languageHost, pulumiCli } from "./pins";

/** A program that is ready to run. */
export interface Found {
  /** Absolute path. */
  readonly path: string;
  /** Without `v`. */
  readonly version: string;
  readonly source: "PATH" | "cache" | "build";
}

export interface FindOptions {
  /** Looks past what is on PATH. @default false */
  readonly ignorePath?: boolean;
  /** Told while something is built. @default nobody */
  readonly onProgress?: BuildProgress;
  /** Where Go is looked for besides PATH. @default where its installers put it */
  readonly goPlaces?: readonly string[];
}

/**
 * Oldest CLI that is taken from PATH: it has `--client` on every command that the Automation API uses (release notes of
 * 3.181, read 2026-11).
 */
const OLDEST_CLI = "3.181.0";

/**
 * The Pulumi CLI: from PATH, else from the cache, else built from Go modules (minutes).
 * @throws {EngineError} where there is no CLI and none can be built
 */
export async function findEngine(options: FindOptions = {}): Promise<Found> {
  const program = pulumiCli();
  const onPath = options.ignorePath === true ? undefined : pathOf("pulumi");
  if (onPath !== undefined) {
    const version = firstLine(onPath, ["version"], quietEnvironment())?.replace(/^v/, "");
    if (version !== undefined && isAtLeast(version, OLDEST_CLI)) {
      return { path: onPath, version, source: "PATH" };
    }
  }
  return cachedOrBuilt(program, options);
}

/**
 * The Node language host, which the official CLI brings along.
 * @throws {EngineError} where there is none and none can be built
 */
export async function findLanguageHost(options: FindOptions = {}): Promise<Found> {
  const program = languageHost();
  const onPath = options.ignorePath === true ? undefined : pathOf(program.executable);
  return onPath === undefined
    ? cachedOrBuilt(program, options)
    : { path: onPath, version: "of the CLI", source: "PATH" };
}

async function cachedOrBuilt(program: GoProgram, options: FindOptions): Promise<Found> {
  const path = cachedPath(program);
  if (existsSync(path)) {
    return { path, version: program.version, source: "cache" };
  }
  await build(program, options.onProgress ?? (() => undefined), options.goPlaces);
  return { path, version: program.version, source: "build" };
}

/** Absolute path of an executable on PATH, or undefined. */
function pathOf(executable: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, executable))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Folder that the Automation API takes as the CLI's installation. */
export function installationRoot(engine: Found): string {
  return dirname(dirname(engine.path));
}

/** What keeps a CLI from asking the network for newer versions. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_AUTOMATION_API: "true" };
}

function isAtLeast(version: string, minimum: string): boolean {
  const [left, right] = [version, minimum].map((text) => text.split(/[.+-]/).map(Number));
  for (let index = 0; index < 3; index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}
