import { createRequire } from "node:module";
import type * as pulumi from "@pulumi/pulumi";
import type { Project, ProjectStack } from "../project/project";
import { withUpdate } from "./changes";
import { type Life, live } from "./lifecycle";
import { programOf } from "./program";
import type { FaultReport, StackReport } from "./report";
import { type Outcome, SCENARIOS, type Scenario, type Scene } from "./scenarios";
import { previewUpgrade, saveState } from "./upgrade";
import { openWorkspace, type Stage, type Workspace } from "./workspace";

/** Everything about the rehearsal of one stack, as plain data: it crosses from one process to another. */
export interface StackOrder {
  readonly stage: Stage;
  readonly project: Project;
  readonly stack: ProjectStack;
  /** Absent for ECMAScript modules. */
  readonly bundleFile?: string;
  /** Names of the scenarios. */
  readonly scenarios: readonly string[];
  readonly seed: string;
  readonly policyPacks: readonly string[];
  /** Folder with the states of an earlier version. */
  readonly states?: string;
  /** Folder into which this version's states are to be saved. */
  readonly saveStates?: string;
}

/** Rehearses one stack: a life without faults, then each scenario on a stack of its own. */
export async function rehearseStack(order: StackOrder, progress: (text: string) => void): Promise<StackReport> {
  const { stage, project, stack } = order;
  const scenarios = SCENARIOS.filter(({ name }) => order.scenarios.includes(name));
  let updating = false;
  const sdk = createRequire(project.entry)("@pulumi/pulumi") as typeof pulumi;
  const program = withUpdate(programOf(project, order.bundleFile), sdk, () => updating);
  const open: Open = (label, options) => openWorkspace({ stage, project, stack, program, label, ...options });
  const workspace = await open("life");
  let standing: Workspace | undefined;
  const life = await live({
    workspace,
    startUpdate: () => {
      updating = true;
    },
    onDeployed: async () => {
      if (order.saveStates !== undefined) {
        await saveState(workspace, order.saveStates);
      }
      standing = scenarios.length === 0 ? undefined : await open("standing", { copyOf: workspace });
    },
    copy: () => open("protected", { copyOf: workspace }),
    secrets: stack.secretConfig.flatMap((key) => stack.config[key] ?? []),
    policyPacks: order.policyPacks,
    progress,
  });
  updating = false;
  const upgrade = order.states === undefined ? [] : await upgradeProblems(open, order.states, progress);
  const scene = sceneOf(open, standing, life, order.seed, progress);
  const faults = await runScenarios(scene, scenarios);
  return reportOf(stack.name, { ...life, problems: [...life.problems, ...upgrade] }, faults);
}

async function upgradeProblems(
  open: Open,
  states: string,
  progress: (text: string) => void,
): Promise<readonly string[]> {
  const problems = await previewUpgrade(await open("upgrade"), states);
  const found = problems === undefined ? "no state is stored" : `${problems.length} losses`;
  progress(`preview over the stored state: ${found}`);
  return problems ?? [];
}

type Open = (
  label: string,
  options?: { readonly copyOf?: Workspace; readonly checkpoints?: boolean },
) => Promise<Workspace>;

function sceneOf(
  open: Open,
  standing: Workspace | undefined,
  life: Life,
  seed: string,
  progress: (text: string) => void,
): Scene {
  return {
    fresh: (label, options) => open(label, options),
    deployed: (label) => {
      if (standing === undefined) {
        throw new Error("the stack did not come up without faults, so that there is nothing to do them to");
      }
      return open(label, { copyOf: standing });
    },
    calls: life.calls,
    seed,
    progress,
  };
}

async function runScenarios(scene: Scene, scenarios: readonly Scenario[]): Promise<FaultReport> {
  const outcomes: (Outcome & { readonly name: string })[] = [];
  for (const { name, title, run } of scenarios) {
    scene.progress(`fault "${name}": ${title}`);
    const indented = { ...scene, progress: (text: string) => scene.progress(`  ${text}`) };
    const outcome = await run(indented).catch(
      (error: unknown): Outcome => ({
        injected: 0,
        problems: [error instanceof Error ? error.message : String(error)],
      }),
    );
    indented.progress(`${outcome.injected} faults, ${outcome.problems.length === 0 ? "survived" : "NOT survived"}`);
    outcomes.push({ name, ...outcome });
  }
  const sum = (list: readonly Outcome[]): number => list.reduce((total, one) => total + one.injected, 0);
  return {
    injected: sum(outcomes),
    survived: sum(outcomes.filter((one) => one.problems.length === 0)),
    scenarios: outcomes.map(({ name, injected }) => ({ name, injected })),
    failed: outcomes
      .filter((one) => one.problems.length > 0)
      .map(({ name, problems }) => ({ scenario: name, problems })),
  };
}

function reportOf(name: string, life: Life, faults: FaultReport): StackReport {
  const { operations, minutes, leftovers, retained, problems } = life;
  return {
    name,
    operations: operations.map(({ command, op, urn }) => ({ command, op, urn })),
    minutes: minutes.up,
    laterMinutes: { update: minutes.update, destroy: minutes.destroy },
    leftovers,
    retained,
    problems,
    faults,
  };
}
