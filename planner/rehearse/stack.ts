import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import type { Project, ProjectStack } from "../project/project";
import { withUpdate } from "./changes";
import { type Life, live } from "./lifecycle";
import { programOf } from "./program";
import { type Outcome, SCENARIOS } from "./scenarios";
import { previewUpgrade, saveState } from "./upgrade";
import { openWorkspace, type Stage, type Workspace, workspaceFolder } from "./workspace";

/** What every piece of work on a stack needs, as plain data: it crosses from one process to another. */
interface StackOrder {
  readonly stage: Stage;
  readonly project: Project;
  readonly stack: ProjectStack;
  /** Absent for ECMAScript modules. */
  readonly bundleFile?: string;
}

/** To live once without faults. */
export interface LifeOrder extends StackOrder {
  readonly work: "life";
  readonly policyPacks: readonly string[];
  /** Leaves a copy of the deployed stack for the scenarios. */
  readonly leaveStanding: boolean;
  /** Folder with the states of an earlier version. */
  readonly states?: string;
  /** Folder into which this version's states are to be saved. */
  readonly saveStates?: string;
}

/** To go through one scenario. */
export interface FaultOrder extends StackOrder {
  readonly work: "fault";
  readonly scenario: string;
  /** Calls that a deployment without faults makes. */
  readonly calls: number;
  readonly seed: string;
}

type Progress = (text: string) => void;

/** Label of the copy that a life leaves for the scenarios. */
const STANDING = "standing";

export async function rehearseLife(order: LifeOrder, progress: Progress): Promise<Life> {
  const { stack, project, stage } = order;
  let updating = false;
  const sdk = createRequire(project.entry)("@pulumi/pulumi") as typeof pulumi;
  const program = withUpdate(programOf(project, order.bundleFile), sdk, () => updating);
  const workspace = await openWorkspace({ stage, project, stack, program, label: "life" });
  const copy = (label: string): Promise<Workspace> =>
    openWorkspace({ stage, project, stack, program, label, copyOf: workspace.directory });
  const life = await live({
    workspace,
    startUpdate: () => {
      updating = true;
    },
    onDeployed: async () => {
      if (order.saveStates !== undefined) {
        await saveState(workspace, order.saveStates);
      }
      if (order.leaveStanding) {
        await copy(STANDING);
      }
    },
    copy: () => copy("protected"),
    secrets: stack.secretConfig.flatMap((key) => stack.config[key] ?? []),
    policyPacks: order.policyPacks,
    progress,
  });
  updating = false;
  const upgrade = order.states === undefined ? [] : await upgradeProblems(order, order.states, program, progress);
  return { ...life, problems: [...life.problems, ...upgrade] };
}

async function upgradeProblems(
  { stage, project, stack }: StackOrder,
  states: string,
  program: PulumiFn,
  progress: Progress,
): Promise<readonly string[]> {
  const workspace = await openWorkspace({ stage, project, stack, program, label: "upgrade" });
  const problems = await previewUpgrade(workspace, states, join(project.directory, "docs", "decisions"));
  const found = problems === undefined ? "no state is stored" : `${problems.length} problems`;
  progress(`preview over the stored state: ${found}`);
  return problems ?? [];
}

export async function rehearseFault(order: FaultOrder, progress: Progress): Promise<Outcome> {
  const { stage, project, stack, calls, seed } = order;
  const scenario = SCENARIOS.find(({ name }) => name === order.scenario);
  if (scenario === undefined) {
    throw new Error(`there is no fault called "${order.scenario}"`);
  }
  const program = programOf(project, order.bundleFile);
  const standing = workspaceFolder(stage, stack, STANDING);
  progress(scenario.title);
  const began = performance.now();
  const outcome = await scenario.run({
    fresh: (label, options) => openWorkspace({ stage, project, stack, program, label, ...options }),
    deployed: async (label) => {
      if (!existsSync(standing)) {
        throw new Error("the stack did not come up without faults, so that there is nothing to do them to");
      }
      return openWorkspace({ stage, project, stack, program, label, copyOf: standing });
    },
    calls,
    seed,
    progress,
  });
  const seconds = Math.round((performance.now() - began) / 1_000);
  const verdict = outcome.problems.length === 0 ? "survived" : "NOT survived";
  progress(`${outcome.injected} faults, ${verdict}, in ${seconds} s`);
  // At once: the report comes only when everything has ended, which may be long after.
  for (const problem of outcome.problems) {
    progress(problem);
  }
  return outcome;
}
