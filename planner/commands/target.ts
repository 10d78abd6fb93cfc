import { accessSync, constants, existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { reasonOf, UsageError } from "../errors";

/** The options of a command that name what it writes: `{ files: { "--json": values.json } }`. */
export interface Outputs {
  /** Files; "-" is standard output. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  /** Folders, made where they are not there. */
  readonly folders?: Readonly<Record<string, string | undefined>>;
}

/** Name of standard output. */
const STDOUT = "-";

/**
 * Before the work: what takes minutes must not be lost for a place that cannot be written.
 * @throws {UsageError} with every option, its path and the reason
 */
export function checkOutputs(outputs: Outputs): void {
  const faults = outputFaults(outputs);
  if (faults.length > 0) {
    throw new UsageError(faults.join("\n"));
  }
}

/** What keeps the outputs from being written, one sentence each. */
export function outputFaults({ files = {}, folders = {} }: Outputs): readonly string[] {
  return [...faultsOf(files, fileFault), ...faultsOf(folders, folderFault)];
}

/**
 * Writes a file, or standard output.
 * @throws {UsageError} with the option, the path and the reason
 */
export function writeOutput(option: string, path: string, text: string): void {
  if (path === STDOUT) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`${option}: "${path}" cannot be written: ${reasonOf(error)}`);
  }
}

function faultsOf(
  targets: Readonly<Record<string, string | undefined>>,
  faultOf: (path: string) => string | undefined,
): readonly string[] {
  return Object.entries(targets).flatMap(([option, path]) => {
    const fault = path === undefined ? undefined : path === "" ? "it is empty; name one" : faultOf(path);
    return fault === undefined ? [] : [`${option}: "${path}" cannot be written: ${fault}`];
  });
}

function fileFault(path: string): string | undefined {
  if (path === STDOUT) {
    return undefined;
  }
  if (existsSync(path)) {
    return statSync(path).isDirectory() ? "it is a folder; name a file in it" : writeFault(path);
  }
  const folder = dirname(resolve(path));
  return existsSync(folder) ? folderFault(folder) : `there is no folder ${folder}; make it, or name another`;
}

/** The folder, or the nearest one above it that is there, must take new files. */
function folderFault(path: string): string | undefined {
  let folder = resolve(path);
  while (!existsSync(folder)) {
    folder = dirname(folder);
  }
  return statSync(folder).isDirectory() ? writeFault(folder) : `${folder} is a file; name a folder`;
}

function writeFault(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return `${reasonOf(error)}; name a place that you may write`;
  }
}
