import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { EngineError, findEngine } from "../engine";
import { UsageError } from "../errors";
import { readProject } from "../project/project";
import { chosenStacks } from "../project/stacks";
import { isClean, type RehearsalDocument, rehearse, SCENARIOS } from "../rehearse";
import { renderRehearsal } from "../rehearse/render";
import { painter } from "../terminal/style";
import type { Command } from "./command";
import { buildProgress } from "./engine";

const HELP = `Usage: estate rehearse [stack…] [options]

Runs stacks on the official Pulumi engine against the simulated cloud: preview, up, refresh, up again, an
update and destroy. The engine is \`pulumi\` on PATH, or built once from Go modules (see: estate engine).
Nothing is written outside a temporary folder; no login, account or network is used.

The fault failover takes the first region away from what is deployed, and tells for each critical
service, by the simulated clock, when it serves from the second, by which way, and what it lost.

Options:
  --program DIR       the Pulumi project to rehearse (default: the current folder)
  --faults WHICH      none (default), all, a number of stack and fault pairs drawn by the seed, or names:
${SCENARIOS.map(({ name, title }) => `                        ${name.padEnd(9)} ${title}`).join("\n")}
  --kill              the same as --faults kill
  --minutes N         begin no further fault after so many minutes; what was left out is told
  --seed TEXT         decides what is drawn (default: the git commit); it is always printed
  --policy-pack DIR   attach a policy pack; may be given several times (default: policies/packs/*);
                      they judge the life without faults
  --no-policy         attach none
  --states DIR        preview over the states of an earlier version: nothing that holds data may be
                      replaced or deleted (default: test/engine/states, where it is there)
  --save-states DIR   save the states as they stand once everything is up
  --json FILE|-       write the report as JSON; "-" is standard output
  --keep              leave the temporary folder for inspection

Exit status: 0; 1 when something failed, was lost or was left over; 2 for wrong usage.
`;

export const rehearseCommand: Command = {
  name: "rehearse",
  summary: "run stacks on the real engine against the simulated cloud, with faults",
  help: HELP,
  async run(argv) {
    const { values, positionals } = parseArgs({
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
    const project = readProject(values.program);
    const packs = values["policy-pack"] ?? defaultPacks(project.directory);
    const seed = values.seed ?? commitOf(project.directory);
    try {
      const document = await rehearse({
        engine: await findEngine({ onProgress: buildProgress(process.stderr) }),
        project,
        stacks: chosenStacks(project, positionals),
        faults: faultsOf(values.faults, values.kill),
        seed,
        policyPacks: values["no-policy"] ? [] : packs,
        progress: (stack, text) => process.stderr.write(`${stack}: ${text}\n`),
        keep: values.keep,
        ...minutesOf(values.minutes),
        ...statesOf(project.directory, values.states),
        ...(values["save-states"] === undefined ? {} : { saveStates: resolve(values["save-states"]) }),
      });
      const stream = values.json === "-" ? process.stderr : process.stdout;
      stream.write(renderRehearsal(document, painter(stream)));
      writeReport(values.json, document);
      return document.stacks.every(isClean) ? 0 : 1;
    } catch (error) {
      if (error instanceof EngineError) {
        process.stderr.write(`estate: ${error.message}\n`);
        return 1;
      }
      throw error;
    }
  },
};

function faultsOf(given: string | undefined, kill: boolean): "none" | "all" | number | readonly string[] {
  if (given === undefined || given === "none" || given === "all") {
    return given ?? (kill ? ["kill"] : "none");
  }
  if (/^\d+$/.test(given)) {
    return Number(given);
  }
  const names = given.split(",");
  const unknown = names.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    const there = SCENARIOS.map(({ name }) => name).join(", ");
    throw new UsageError(`--faults takes none, all, a number, or some of ${there}; not "${unknown}"`);
  }
  return kill ? [...names, "kill"] : names;
}

function minutesOf(given: string | undefined): { readonly minutes?: number } {
  if (given === undefined) {
    return {};
  }
  const minutes = Number(given);
  if (!(minutes > 0)) {
    throw new UsageError(`--minutes takes a number above 0; not "${given}"`);
  }
  return { minutes };
}

/** Every pack of the project. */
function defaultPacks(directory: string): readonly string[] {
  const folder = join(directory, "policies", "packs");
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory() && existsSync(join(path, "PulumiPolicy.yaml")));
}

function statesOf(directory: string, given: string | undefined): { readonly states?: string } {
  const usual = join(directory, "test", "engine", "states");
  if (given !== undefined) {
    return { states: resolve(given) };
  }
  return existsSync(usual) ? { states: usual } : {};
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

function writeReport(target: string | undefined, document: RehearsalDocument): void {
  if (target === undefined) {
    return;
  }
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  if (target === "-") {
    process.stdout.write(text);
  } else {
    writeFileSync(target, text);
  }
}
