import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { parse } from "yaml";
import { isSystemError, reasonOf, UsageError } from "../errors";
import { type ConfigEntry, engineConfig, type StackConfig } from "./config";

/** A Pulumi project on disk, as far as planning needs it. */
export interface Project {
  /** Absolute path of the folder that holds Pulumi.yaml. */
  readonly directory: string;
  readonly name: string;
  /** Absolute path of the file that the runtime would load. */
  readonly entry: string;
  /** Where the runtime starts the program: the entry's folder where Pulumi.yaml has a `main`, else the project's. */
  readonly workingDirectory: string;
  /** True where Node loads the entry as an ECMAScript module. */
  readonly esm: boolean;
  readonly stacks: readonly ProjectStack[];
}

/** A stack: its name, and the settings file that makes it one. */
export interface ProjectStack extends StackConfig {
  readonly name: string;
  /** Path relative to the project's folder; absent where the project has no settings file at all. */
  readonly settingsFile?: string;
}

const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml"];
const STACK_FILE = /^Pulumi\.(.+)\.ya?ml$/;
/** The stack that is planned where a project has no settings file. */
const DEFAULT_STACK = "dev";
const ENTRY_NAMES = ["index.ts", "index.mts", "index.cts", "index.js", "index.mjs", "index.cjs"];

/**
 * Reads Pulumi.yaml and the stacks' settings files.
 * @throws {UsageError} naming the file and what is wrong with it
 */
export function readProject(directory: string): Project {
  const root = resolve(directory);
  const file = PROJECT_FILES.map((name) => join(root, name)).find((path) => existsSync(path));
  if (file === undefined) {
    throw new UsageError(`${display(root)} holds no Pulumi.yaml: name the folder of a Pulumi project`);
  }
  const content = readYaml(file);
  const name = content["name"];
  if (typeof name !== "string" || name === "") {
    throw new UsageError(`${display(file)}: "name" is missing; add the project's name`);
  }
  const main = textIn(content, "main", name);
  const entry = findEntry(root, main);
  const workingDirectory = main === undefined ? root : dirname(entry);
  return { directory: root, name, entry, workingDirectory, esm: isEsm(entry), stacks: readStacks(root, name, content) };
}

function readStacks(root: string, project: string, content: Record<string, unknown>): readonly ProjectStack[] {
  const configured = textIn(content, "stackConfigDir", project);
  const directory = configured === undefined ? root : join(root, configured);
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new UsageError(
      `${display(directory)} is no folder: "stackConfigDir" of ${project} names it for settings files`,
    );
  }
  const defaults = projectDefaults(content["config"]);
  const files = readdirSync(directory).filter((file) => STACK_FILE.test(file));
  if (files.length === 0) {
    return [{ name: DEFAULT_STACK, ...engineConfig(project, defaults, {}) }];
  }
  return files.sort().map((file) => {
    const path = join(directory, file);
    const entries = mapping(readYaml(path)["config"] ?? {}, path, "config");
    return {
      name: STACK_FILE.exec(file)?.[1] ?? file,
      settingsFile: relative(root, path),
      ...engineConfig(project, defaults, entries),
    };
  });
}

/** `config:` of Pulumi.yaml: either plain values or declarations with a `default` or a `value`. */
function projectDefaults(declared: unknown): Record<string, ConfigEntry> {
  if (!isMapping(declared)) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(declared).flatMap(([key, value]): [string, ConfigEntry][] => {
      if (!isMapping(value)) {
        return [[key, value as ConfigEntry]];
      }
      const given = value["value"] ?? value["default"];
      return given === undefined ? [] : [[key, given as ConfigEntry]];
    }),
  );
}

/** A setting of Pulumi.yaml that is a text where it is there. */
function textIn(content: Record<string, unknown>, key: string, project: string): string | undefined {
  const value = content[key];
  if (value === undefined || value === null || typeof value === "string") {
    return value ?? undefined;
  }
  throw new UsageError(`Pulumi.yaml of ${project}: "${key}" must be a text, not ${JSON.stringify(value)}`);
}

function findEntry(root: string, main: string | undefined): string {
  const wanted = main ?? packageMain(root);
  const start = wanted === undefined ? root : isAbsolute(wanted) ? wanted : join(root, wanted);
  const candidates = [
    start,
    ...["ts", "js"].map((ending) => `${start}.${ending}`),
    ...ENTRY_NAMES.map((name) => join(start, name)),
  ];
  const entry = candidates.find((path) => existsSync(path) && statSync(path).isFile());
  if (entry === undefined) {
    throw new UsageError(`${display(start)} holds no program: looked for ${ENTRY_NAMES.join(", ")}`);
  }
  return entry;
}

function packageMain(root: string): string | undefined {
  const file = join(root, "package.json");
  if (!existsSync(file)) {
    return undefined;
  }
  const main = readJson(file)["main"];
  // A built entry need not exist yet: the sources are what is planned.
  return typeof main === "string" && existsSync(join(root, main)) ? main : undefined;
}

function isEsm(entry: string): boolean {
  if (/\.m[tj]s$/.test(entry)) {
    return true;
  }
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      return !/\.c[tj]s$/.test(entry) && readJson(file)["type"] === "module";
    }
    if (folder === dirname(folder)) {
      return false;
    }
  }
}

function readYaml(file: string): Record<string, unknown> {
  return mapping(readAs("YAML", file, parse) ?? {}, file, "the file");
}

function readJson(file: string): Record<string, unknown> {
  return mapping(readAs("JSON", file, JSON.parse), file, "the file");
}

/** @throws {UsageError} where the file cannot be read, or is not what it should be */
function readAs(format: string, file: string, read: (text: string) => unknown): unknown {
  try {
    return read(readFileSync(file, "utf8"));
  } catch (error) {
    const fault = isSystemError(error) ? "cannot be read" : `is not valid ${format}`;
    throw new UsageError(`${display(file)} ${fault}: ${reasonOf(error)}`);
  }
}

function mapping(value: unknown, file: string, what: string): Record<string, ConfigEntry> {
  if (!isMapping(value)) {
    throw new UsageError(`${display(file)}: ${what} must be a mapping of keys to values`);
  }
  return value as Record<string, ConfigEntry>;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A path as the user would write it from where they stand. */
function display(path: string): string {
  const short = relative(process.cwd(), path);
  return short === "" ? "." : short.startsWith("..") ? path : short;
}
