import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../errors";
import { type Project, type ProjectStack, readProject } from "../project/project";
import { chosenStacks } from "../project/stacks";
import { type RehearsalOptions, SCENARIOS } from "../rehearse";
import { isPack, projectPacks } from "../rehearse/packs";
import { storedStateFile } from "../rehearse/upgrade";
import { outputFaults } from "./target";

/** What a user asks of a rehearsal, checked; what only the running of it can tell is left. */
export interface RehearseRequest {
  readonly rehearsal: Omit<RehearsalOptions, "engine" | "progress">;
  /** File of the report; "-" is standard output. */
  readonly json?: string;
}

/** The scenario that --kill names. */
const KILL = "kill";

/**
 * Reads the command line.
 * @throws {UsageError} with everything that is wrong with it: option, value, what is allowed
 */
export function rehearseRequest(argv: readonly string[]): RehearseRequest {
  const { values, positionals } = parse(argv);
  const project = readProject(values.program);
  const faults: string[] = outputFaults({
    files: { "--json": values.json },
    folders: { "--save-states": values["save-states"] },
  }).slice();
  const checked = <Value>(check: () => Value): Value | undefined => {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof UsageError)) {
        throw error;
      }
      faults.push(error.message);
      return undefined;
    }
  };
  const stacks = checked(() => chosenStacks(project, positionals)) ?? [];
  const chosen = checked(() => faultsOf(values.faults, values.kill)) ?? "none";
  const minutes = checked(() => minutesOf(values.minutes));
  const policyPacks = checked(() => packsOf(project, values["policy-pack"], values["no-policy"])) ?? [];
  const states = checked(() => statesOf(project, values.states, stacks));
  if (faults.length > 0) {
    throw new UsageError(faults.join("\n"));
  }
  return {
    rehearsal: {
      project,
      stacks,
      faults: chosen,
      seed: values.seed ?? commitOf(project.directory),
      policyPacks,
      keep: values.keep,
      ...(minutes === undefined ? {} : { minutes }),
      ...(states === undefined ? {} : { states }),
      ...(values["save-states"] === undefined ? {} : { saveStates: resolve(values["save-states"]) }),
    },
    ...(values.json === undefined ? {} : { json: values.json }),
  };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      program: { type: "string", default: "." },
      faults: { type: "string" },
      kill: { type: "boolean", default: false },
      minutes: { type: "string" },
      seed: { type: "string" },
      "policy-pack": { type: "string", multiple: true },
      "no-policy": { type: "boolean", default: false },
      states: { type: "string" },
      "save-states": { type: "string" },
      json: { type: "string" },
      keep: { type: "boolean", default: false },
    },
  });
}

/** Which faults, with the engine's death among them where it is asked for. */
export function faultsOf(given: string | undefined, kill: boolean): RehearsalOptions["faults"] {
  const besides = kill ? [KILL] : [];
  if (given === undefined || given === "none") {
    return kill ? besides : "none";
  }
  if (given === "all") {
    return "all";
  }
  if (/^\d+$/.test(given)) {
    return kill ? { sample: Number(given), besides } : Number(given);
  }
  const names = given.split(",");
  const there = SCENARIOS.map(({ name }) => name);
  const unknown = names.filter((name) => !there.includes(name)).map((name) => `"${name}"`);
  if (unknown.length > 0) {
    throw new UsageError(
      `--faults takes none, all, a number, or some of ${there.join(", ")}; not ${unknown.join(", ")}`,
    );
  }
  return [...new Set([...names, ...besides])];
}

function minutesOf(given: string | undefined): number | undefined {
  if (given === undefined || Number(given) > 0) {
    return given === undefined ? undefined : Number(given);
  }
  throw new UsageError(`--minutes takes a number above 0; not "${given}"`);
}

function packsOf(project: Project, given: readonly string[] | undefined, none: boolean): readonly string[] {
  if (none && given !== undefined) {
    throw new UsageError("--no-policy attaches none and --policy-pack attaches one; leave one of them out");
  }
  const strange = (given ?? []).filter((folder) => !isPack(folder));
  if (strange.length > 0) {
    throw new UsageError(
      strange
        .map((folder) => `--policy-pack: "${folder}" holds no PulumiPolicy.yaml; name the folder of a policy pack`)
        .join("\n"),
    );
  }
  return none ? [] : (given?.map((folder) => resolve(folder)) ?? projectPacks(project.directory));
}

/** The folder with the states of an earlier version; the usual one may lack a stack's, one that is named must serve. */
function statesOf(project: Project, given: string | undefined, stacks: readonly ProjectStack[]): string | undefined {
  const usual = join(project.directory, "test", "engine", "states");
  if (given === undefined) {
    return existsSync(usual) ? usual : undefined;
  }
  if (!existsSync(given) || !statSync(given).isDirectory()) {
    throw new UsageError(`--states: "${given}" is no folder; name one that --save-states has filled`);
  }
  if (stacks.length > 0 && !stacks.some(({ name }) => existsSync(storedStateFile(given, name)))) {
    const names = stacks.map(({ name }) => name).join(", ");
    throw new UsageError(`--states: "${given}" holds no state of ${names}; save one with --save-states`);
  }
  return resolve(given);
}

/** A seed that changes with the sources and not with the clock; a fixed one outside a git checkout. */
function commitOf(directory: string): string {
  try {
    const options = { cwd: directory, encoding: "utf8" as const, stdio: "pipe" as const };
    return execFileSync("git", ["rev-parse", "--short=12", "HEAD"], options).trim();
  } catch {
    return "seed";
  }
}
