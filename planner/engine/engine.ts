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
 * The Pulumi CLI: from PATH, else from the cache, else built from Go modules (minutes).
 * @throws {EngineError} where there is no CLI and none can be built
 */
export function findEngine(options: FindOptions = {}): Promise<Found> {
  return findProgram(pulumiCli(), options);
}

/**
 * The Node language host, which the official CLI brings along.
 * @throws {EngineError} where there is none and none can be built
 */
export function findLanguageHost(options: FindOptions = {}): Promise<Found> {
  return findProgram(languageHost(), options);
}

/**
 * A program: from PATH unless it is too old, else from the cache, else built from Go modules.
 * @throws {EngineError} where there is none and none can be built
 */
export async function findProgram(program: GoProgram, options: FindOptions = {}): Promise<Found> {
  const onPath = options.ignorePath === true ? undefined : pathOf(program.executable);
  const version = onPath === undefined ? undefined : versionOf(onPath, program);
  return onPath === undefined || version === undefined
    ? cachedOrBuilt(program, options)
    : { path: onPath, version, source: "PATH" };
}

/** What an executable says of its version; undefined where that is too old, or where it does not run. */
function versionOf(path: string, { versionArgs, oldest = "0.0.0" }: GoProgram): string | undefined {
  if (versionArgs === undefined) {
    return "not told";
  }
  const [version] = /\d+\.\d+\.\S+/.exec(firstLine(path, versionArgs, quietEnvironment()) ?? "") ?? [];
  return version !== undefined && isAtLeast(version, oldest) ? version : undefined;
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
