import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Project, ProjectStack } from "../project/project";
import { projectWaivers } from "../project/waivers";
import type { Rendering } from "../render";
import { bundleProgram } from "./bundle";
import type { StackPlan } from "./document";
import { describeCompileError } from "./failure";
import {
  COMPILED,
  type FailureReport,
  type PreviewMode,
  REPORT,
  type WorkerMessage,
  type WorkOrder,
  type WorkResult,
} from "./messages";

export interface RunOptions {
  readonly preview: PreviewMode;
  /** Absolute path of a folder that receives the policy reports of each stack. */
  readonly reportsFolder?: string;
  /** Names of the policy packs that judge the stacks. */
  readonly packs: readonly string[];
  /** The day on which waivers are judged: `2026-11-21`. */
  readonly today: string;
  /** Also find the manifests that each stack renders. @default false */
  readonly render?: boolean;
  /** Seconds after which a program counts as one that never ends. */
  readonly timeoutSeconds: number;
  readonly onProgress: (stack: string, event: ProgressEvent) => void;
  /** Peak memory of each worker process, in KiB. */
  readonly onMemory?: (kib: number) => void;
}

export type ProgressEvent =
  | { readonly kind: "started" }
  | { readonly kind: "registered"; readonly count: number }
  | { readonly kind: "planned"; readonly resources: number; readonly seconds: number }
  | { readonly kind: "failed" };

/** One stack, planned or not. */
export type StackResult =
  | { readonly stack: ProjectStack; readonly plan: StackPlan; readonly rendering?: Rendering }
  | { readonly stack: ProjectStack; readonly failure: FailureReport };

/** Plans the stacks, each in a process of its own, as many at once as there are processors. The results keep the order. */
export async function planStacks(
  project: Project,
  stacks: readonly ProjectStack[],
  options: RunOptions,
): Promise<readonly StackResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "estate-plan-"));
  const bundleFile = join(folder, "program.js");
  // Workers start and load the SDK while the program compiles.
  const compiled = compile(project, bundleFile);
  const results: StackResult[] = [];
  const queue = stacks.entries();
  const lane = async (): Promise<void> => {
    for (const [index, stack] of queue) {
      results[index] = await planStack(
        { project, ...(project.esm ? {} : { bundleFile }), compiled, stack, resultFile: join(folder, `${index}.json`) },
        options,
      );
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), stacks.length) }, lane));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const failure = await compiled;
  return failure === undefined ? results : stacks.map((stack) => ({ stack, failure }));
}

/** Compiles the program once for all stacks; a program that does not compile fails each of them in the same way. */
async function compile(project: Project, bundleFile: string): Promise<FailureReport | undefined> {
  if (project.esm) {
    return undefined;
  }
  try {
    writeFileSync(bundleFile, await bundleProgram(project));
    return undefined;
  } catch (error) {
    return describeCompileError(error);
  }
}

interface StackJob {
  readonly project: Project;
  readonly bundleFile?: string;
  readonly compiled: Promise<FailureReport | undefined>;
  readonly stack: ProjectStack;
  readonly resultFile: string;
}

async function planStack(job: StackJob, options: RunOptions): Promise<StackResult> {
  const { project, stack, resultFile } = job;
  const started = performance.now();
  options.onProgress(stack.name, { kind: "started" });
  const order: WorkOrder = {
    directory: project.directory,
    workingDirectory: project.workingDirectory,
    entry: project.entry,
    ...(job.bundleFile === undefined ? {} : { bundleFile: job.bundleFile }),
    project: project.name,
    stack: stack.name,
    config: stack.config,
    secretConfig: stack.secretConfig,
    packs: options.packs,
    waivers: projectWaivers(project.directory),
    today: options.today,
    preview: options.preview,
    ...(options.reportsFolder === undefined ? {} : { reportsFolder: options.reportsFolder }),
    render: options.render ?? false,
    traces: false,
    resultFile,
  };
  let result = await runWorker(order, job.compiled, options);
  if (result.kind === "failure" && result.failure.final !== true) {
    // The fast run took no stack traces; the same program fails again with them, and can then say where.
    result = await runWorker({ ...order, traces: true }, job.compiled, options);
  }
  if (result.kind === "failure") {
    options.onProgress(stack.name, { kind: "failed" });
    return { stack, failure: result.failure };
  }
  const seconds = (performance.now() - started) / 1000;
  options.onProgress(stack.name, { kind: "planned", resources: result.plan.resources.length, seconds });
  return { stack, plan: result.plan, ...(result.rendering === undefined ? {} : { rendering: result.rendering }) };
}

/** Milliseconds that a program which overran its time gets to say what it waits for. */
const LAST_WORD_MS = 500;
const MS = 1000;

async function runWorker(
  order: WorkOrder,
  compiled: Promise<FailureReport | undefined>,
  options: RunOptions,
): Promise<WorkResult<StackPlan>> {
  const child = startWorker(order);
  let registered = 0;
  let last: string | undefined;
  let pending: readonly string[] = [];
  let errors = "";
  child.on("message", (message: WorkerMessage) => {
    if (message.kind === "waiting") {
      pending = message.pending;
    } else if (message.kind === "memory") {
      options.onMemory?.(message.peakKib);
    } else {
      registered = Math.max(registered, message.registered);
      last = message.last;
      options.onProgress(order.stack, { kind: "registered", count: registered });
    }
  });
  child.stderr?.on("data", (data: Buffer) => {
    errors += data.toString();
  });
  child.send(order);
  void compiled.then((failure) => {
    if (failure === undefined) {
      child.send(COMPILED, () => undefined);
    } else {
      child.kill("SIGKILL");
    }
  });
  const timedOut = await ended(child, options.timeoutSeconds);
  if (timedOut) {
    return { kind: "failure", failure: overran(options.timeoutSeconds, last, pending) };
  }
  return readResult(order.resultFile) ?? { kind: "failure", failure: crashed(child, errors) };
}

function startWorker(order: WorkOrder): ChildProcess {
  // Run from the sources, as our own tests do, the worker needs a loader itself. Node reads the source map of every module
  // that it loads, the SDKs' included, so maps are only for the run that explains a failure.
  const ownSources = __filename.endsWith(".ts");
  const loader =
    order.bundleFile === undefined
      ? ["--import", require.resolve("tsx")]
      : ownSources
        ? ["--require", require.resolve("tsx/cjs")]
        : [];
  return fork(join(__dirname, `worker.${ownSources ? "ts" : "js"}`), [], {
    execArgv: [
      ...process.execArgv.filter((arg) => arg.startsWith("--conditions")),
      ...loader,
      ...(order.traces ? ["--enable-source-maps"] : []),
    ],
    // What a program prints is not the plan: it must not mix with the document on standard output.
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

/** @returns whether the time ran out first */
function ended(child: ChildProcess, seconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    let overran = false;
    const timer = setTimeout(() => {
      overran = true;
      child.send(REPORT, () => undefined);
      setTimeout(() => child.kill("SIGKILL"), LAST_WORD_MS);
    }, seconds * MS);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve(overran);
    });
  });
}

function overran(seconds: number, last: string | undefined, pending: readonly string[]): FailureReport {
  const waiting = pending.length > 0 ? `; not registered yet: ${pending.join(", ")}` : "";
  const after = last === undefined ? "nothing was registered" : `among the last registered: ${last}`;
  return {
    message: `the program did not end within ${seconds} seconds: ${after}${waiting}. Allow more with --timeout`,
    final: true,
  };
}

function crashed(child: ChildProcess, errors: string): FailureReport {
  const how = child.signalCode === null ? `status ${child.exitCode}` : `signal ${child.signalCode}`;
  return {
    message: `the program's process ended with ${how}${errors.trim() === "" ? "" : `:\n${errors.trim()}`}`,
    final: true,
  };
}

function readResult(file: string): WorkResult<StackPlan> | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as WorkResult<StackPlan>;
  } catch {
    return undefined;
  } finally {
    rmSync(file, { force: true });
  }
}
