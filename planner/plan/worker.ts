import { readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { environmentOfStack, PACKS } from "../../policies";
import { writePolicyReports } from "../proofs/policy-reports";
import {
  loadSdk,
  type Program,
  ProgramError,
  type Recorder,
  type Recording,
  type Sdk,
  startRecording,
} from "../recorder";
import { renderManifests } from "../render/manifests";
import { runBundle } from "./bundle";
import { circumstancesOf, composePlan, type Judgements, type Judging, judgeStack } from "./compose";
import { deferModules } from "./deferred-modules";
import type { StackPlan } from "./document";
import { describeFailure } from "./failure";
import type { COMPILED, REPORT, WorkerMessage, WorkOrder, WorkResult } from "./messages";

/** Registrations between two messages about progress. */
const PROGRESS_STEP = 25;
/** Stack frames that are kept when a failure is to be explained. */
const EXPLAINING_FRAMES = 50;

/** Runs one stack's program in this process, as the engine would run it, and writes its part of the plan to a file. */
class Worker {
  private readonly order: WorkOrder;
  private recorder: Recorder | undefined;
  private done = false;

  public constructor(order: WorkOrder) {
    this.order = order;
  }

  public async run(): Promise<void> {
    // The SDK takes a stack trace for every promise, which is most of a large program's time.
    Error.stackTraceLimit = this.order.traces ? EXPLAINING_FRAMES : 0;
    process.chdir(this.order.workingDirectory);
    const compiled = new Promise<void>((resolve) => {
      process.on("message", (message: typeof COMPILED | typeof REPORT) =>
        message.kind === "compiled" ? resolve() : this.tellPending(),
      );
    });
    // With nothing left to wait for, a program that has not finished never will.
    process.on("beforeExit", () => this.failUnlessDone());
    try {
      const sdk = loadSdk(dirname(this.order.entry));
      await compiled;
      process.channel?.unref();
      const known = await this.record(sdk, "known");
      const { preview: when } = this.order;
      const again = when === "always" || (when === "needed" && this.recorder?.late() === true);
      const preview = again ? await this.record(sdk, "preview") : undefined;
      const judgements = this.judged(known, preview);
      this.finish({
        kind: "plan",
        plan: composePlan(this.identity(), known, preview, this.judging(), judgements),
        ...(this.order.render ? { rendering: renderManifests(known, preview ?? known) } : {}),
      });
    } catch (error) {
      this.finish({ kind: "failure", failure: describeFailure(ProgramError.from(error), this.order.directory) });
    }
  }

  private async record(sdk: Sdk, mode: Recording["mode"]): Promise<Recording> {
    const { project, stack, config, secretConfig } = this.order;
    let registered = 0;
    const recorder = startRecording(
      sdk,
      loadProgram(this.order, mode),
      {
        mode,
        project,
        stack,
        config,
        secretConfig,
        onResource: (resource) => {
          registered += 1;
          if (registered % PROGRESS_STEP === 1) {
            tell({ kind: "progress", registered, last: `${resource.name} (${resource.type})` });
          }
        },
      },
      "process",
    );
    this.recorder = recorder;
    await recorder.finished;
    return recorder.snapshot();
  }

  private identity(): { name: string; system: string; environment: string } {
    const { project, stack, config } = this.order;
    return {
      name: stack,
      system: config[`${project}:system`] ?? project,
      environment: config[`${project}:environment`] ?? environmentOfStack(stack),
    };
  }

  private judging(): Judging {
    const { packs, waivers, today, preview } = this.order;
    return { packs: PACKS.filter(({ name }) => packs.includes(name)), waivers, today, preview: preview === "always" };
  }

  /** Judges the stack once, for the plan and for the reports beside it. */
  private judged(known: Recording, preview: Recording | undefined): Judgements {
    const judgements = judgeStack(this.identity(), known, preview, this.judging());
    const { reportsFolder } = this.order;
    if (reportsFolder !== undefined) {
      const circumstances = circumstancesOf(this.identity(), this.judging());
      writePolicyReports(reportsFolder, judgements.known, circumstances, judgements.preview);
    }
    return judgements;
  }

  private tellPending(): void {
    tell({ kind: "waiting", pending: this.recorder?.pending() ?? [] });
  }

  private failUnlessDone(): void {
    if (!this.done) {
      const pending = this.recorder?.pending() ?? [];
      const waiting =
        pending.length === 0
          ? "it waits for a promise that nothing settles"
          : `never registered: ${pending.join(", ")}`;
      this.finish({ kind: "failure", failure: { message: `the program never ends: ${waiting}`, final: true } });
    }
  }

  private finish(result: WorkResult<StackPlan>): void {
    this.done = true;
    writeFileSync(this.order.resultFile, JSON.stringify(result));
    tell({ kind: "memory", peakKib: process.resourceUsage().maxRSS });
    // A program may leave timers or servers behind; its resources are on record, so nothing is lost by leaving.
    process.exit(0);
  }
}

/** Runs the program anew for each recording, because its modules make the resources while they load. */
function loadProgram(order: WorkOrder, mode: Recording["mode"]): Program {
  const { bundleFile } = order;
  if (bundleFile === undefined) {
    return async () => {
      const exported = (await import(`${pathToFileURL(order.entry).href}?recording=${mode}`)) as Record<
        string,
        unknown
      >;
      return outputsOf("default" in exported ? exported["default"] : exported);
    };
  }
  return () => outputsOf(runBundle(readFileSync(bundleFile, "utf8"), order.entry));
}

/** A program's outputs are its exports; a program that exports one function means that function's result. */
function outputsOf(exported: unknown): unknown {
  return typeof exported === "function" ? exported() : exported;
}

function tell(message: WorkerMessage): void {
  process.send?.(message);
}

deferModules();
process.once("message", (order: WorkOrder) => {
  void new Worker(order).run();
});
