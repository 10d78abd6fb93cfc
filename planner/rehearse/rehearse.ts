import { fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Found } from "../engine";
import { bundleProgram } from "../plan/bundle";
import type { Project, ProjectStack } from "../project/project";
import { draw, type Faults } from "./draw";
import { startHost } from "./host";
import type { RehearsalDocument, StackReport } from "./report";
import type { StackOrder } from "./stack";
import type { WorkerMessage } from "./worker";
import { prepareStage, type Stage } from "./workspace";

export interface RehearsalOptions {
  readonly engine: Found;
  readonly project: Project;
  readonly stacks: readonly ProjectStack[];
  readonly faults: Faults;
  readonly seed: string;
  /** Folders of the policy packs to attach. */
  readonly policyPacks: readonly string[];
  readonly progress: (stack: string, text: string) => void;
  /** Folder with the states of an earlier version, over which today's program is previewed. @default none */
  readonly states?: string;
  /** Folder into which the states are to be saved. @default none */
  readonly saveStates?: string;
  /** Leaves the temporary folder for inspection. @default false */
  readonly keep?: boolean;
}

/**
 * Rehearses stacks on the real engine against the simulated cloud, each in a process of its own, as many at once as there
 * are processors. Nothing outside a temporary folder is written.
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalDocument> {
  const { project, stacks, seed, policyPacks } = options;
  const directory = mkdtempSync(join(tmpdir(), "estate-rehearsal-"));
  const host = await startHost();
  const stage: Stage = { engine: options.engine, hostPort: host.port, directory };
  const names = stacks.map((stack) => stack.name);
  const folders = {
    ...(options.states === undefined ? {} : { states: options.states }),
    ...(options.saveStates === undefined ? {} : { saveStates: options.saveStates }),
  };
  const drawn = draw(names, options.faults, seed);
  try {
    prepareStage(stage);
    const program = await compile(project, directory);
    const reports: StackReport[] = [];
    const queue = stacks.entries();
    const lane = async (): Promise<void> => {
      for (const [index, stack] of queue) {
        const scenarios = drawn.get(stack.name) ?? [];
        const order = { stage, project, stack, ...program, scenarios, seed, policyPacks, ...folders };
        reports[index] = await runWorker(order, (text) => options.progress(stack.name, text));
      }
    };
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), stacks.length) }, lane));
    return { version: 1, seed, stacks: reports };
  } finally {
    host.stop();
    if (options.keep === true) {
      options.progress("rehearsal", `left in ${directory}`);
    } else {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

/** Compiles the program once for all runs of all stacks. */
async function compile(project: Project, directory: string): Promise<{ readonly bundleFile?: string }> {
  if (project.esm) {
    return {};
  }
  const bundleFile = join(directory, "program.js");
  writeFileSync(bundleFile, await bundleProgram(project));
  return { bundleFile };
}

function runWorker(order: StackOrder, progress: (text: string) => void): Promise<StackReport> {
  const ownSources = __filename.endsWith(".ts");
  const child = fork(join(__dirname, `worker.${ownSources ? "ts" : "js"}`), [], {
    execArgv: [
      ...process.execArgv.filter((arg) => arg.startsWith("--conditions")),
      ...(order.bundleFile === undefined ? ["--import", require.resolve("tsx")] : []),
      ...(ownSources ? ["--require", require.resolve("tsx/cjs")] : []),
    ],
    // What a program prints is not the report: it must not mix with the document on standard output.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return new Promise((resolve) => {
    let report = failed(order, "its process ended without a report");
    child.on("message", (message: WorkerMessage) => {
      if (message.kind === "progress") {
        progress(message.text);
      } else {
        report = message.kind === "report" ? message.report : failed(order, message.message);
      }
    });
    child.once("close", () => resolve(report));
    child.send(order);
  });
}

function failed(order: StackOrder, problem: string): StackReport {
  return {
    name: order.stack.name,
    operations: [],
    minutes: 0,
    laterMinutes: { update: 0, destroy: 0 },
    leftovers: [],
    retained: [],
    problems: [problem],
    faults: { injected: 0, survived: 0, scenarios: [], failed: [] },
  };
}
