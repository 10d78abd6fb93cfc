import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Found } from "../engine";
import { bundleProgram } from "../plan/bundle";
import { describeCompileError } from "../plan/failure";
import type { Project, ProjectStack } from "../project/project";
import { type Draw, draw, type Faults, type Pair } from "./draw";
import { startHost } from "./host";
import type { Life } from "./lifecycle";
import { type RehearsalDocument, reportOf, type ScenarioOutcome } from "./report";
import { startFault, startLife } from "./start-worker";
import { prepareStage, type Stage } from "./workspace";

export interface RehearsalOptions {
  readonly engine: Found;
  readonly project: Project;
  readonly stacks: readonly ProjectStack[];
  readonly faults: Faults;
  readonly seed: string;
  /**
   * Minutes of real time after which no further scenario is begun, but those that the estates promise and one fault.
   * @default no limit
   */
  readonly minutes?: number;
  /** Folders of the policy packs to attach in the life without faults. */
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
 * Rehearses stacks on the real engine against the simulated cloud: first each stack's life without faults, then the
 * scenarios. Each runs in a process of its own, as many at once as there are processors. Nothing outside a temporary folder
 * is written.
 *
 * @throws {UncompiledError}
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalDocument> {
  const directory = mkdtempSync(join(tmpdir(), "estate-rehearsal-"));
  const host = await startHost();
  const stage: Stage = { engine: options.engine, hostPort: host.port, directory };
  try {
    prepareStage(stage);
    const program = await compile(options.project, directory);
    const run = new Rehearsals(options, stage, program);
    const lives = await run.lives();
    const outcomes = await run.scenarios(lives);
    return {
      version: 1,
      seed: options.seed,
      stacks: lives.map(({ name, life }) =>
        reportOf(
          name,
          life,
          outcomes.filter((one) => one.stack === name),
        ),
      ),
      skipped: run.skipped,
    };
  } finally {
    host.stop();
    if (options.keep === true) {
      options.progress("rehearsal", `left in ${directory}`);
    } else {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

/** The program does not compile: its message says where and why. */
export class UncompiledError extends Error {
  public constructor(message: string) {
    super(message);
    this.name = "UncompiledError";
  }
}

/** Compiles the program once for all runs of all stacks. */
async function compile(project: Project, directory: string): Promise<{ readonly bundleFile?: string }> {
  if (project.esm) {
    return {};
  }
  const bundleFile = join(directory, "program.js");
  const bundle = await bundleProgram(project).catch((error: unknown) => {
    throw new UncompiledError(describeCompileError(error).message);
  });
  writeFileSync(bundleFile, bundle);
  return { bundleFile };
}

interface StackLife {
  readonly name: string;
  readonly life: Life;
}

const MINUTE_MS = 60_000;

class Rehearsals {
  /** What was drawn, and not begun: for want of time, or because the stack did not come up without faults. */
  public readonly skipped: Pair[] = [];
  private readonly options: RehearsalOptions;
  private readonly shared: { readonly stage: Stage; readonly project: Project; readonly bundleFile?: string };
  private readonly drawn: readonly Draw[];
  private readonly end: number;

  public constructor(options: RehearsalOptions, stage: Stage, program: { readonly bundleFile?: string }) {
    this.options = options;
    this.shared = { stage, project: options.project, ...program };
    const names = options.stacks.map((stack) => stack.name);
    this.drawn = draw(names, options.faults, options.seed);
    this.end = performance.now() + (options.minutes ?? Number.POSITIVE_INFINITY) * MINUTE_MS;
  }

  public lives(): Promise<readonly StackLife[]> {
    const { states, saveStates, policyPacks, progress } = this.options;
    const folders = {
      ...(states === undefined ? {} : { states }),
      ...(saveStates === undefined ? {} : { saveStates }),
    };
    return inLanes(this.options.stacks, async (stack) => {
      const leaveStanding = this.drawn.some((one) => one.stack === stack.name);
      const order = { work: "life", ...this.shared, stack, policyPacks, leaveStanding, ...folders } as const;
      return { name: stack.name, life: await startLife(order, (text) => progress(stack.name, text)) };
    });
  }

  public async scenarios(lives: readonly StackLife[]): Promise<readonly ScenarioOutcome[]> {
    const { stacks, seed, progress } = this.options;
    const outcomes = await inLanes(this.drawn, async ({ sure, ...pair }): Promise<readonly ScenarioOutcome[]> => {
      const stack = stacks.find(({ name }) => name === pair.stack);
      const life = lives.find(({ name }) => name === pair.stack)?.life;
      if (stack === undefined || life?.deployed !== true || (!sure && performance.now() > this.end)) {
        this.skipped.push(pair);
        return [];
      }
      const order = { work: "fault", ...this.shared, stack, scenario: pair.scenario, calls: life.calls, seed } as const;
      const outcome = await startFault(order, (text) => progress(`${pair.stack}, ${pair.scenario}`, text));
      return [{ ...pair, ...outcome }];
    });
    return outcomes.flat();
  }
}

/** Does the work on every item, as many at once as there are processors; the results are in the items' order. */
async function inLanes<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) {
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), items.length) }, lane));
  return results;
}
