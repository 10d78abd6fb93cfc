import { type Run, runEngine } from "../runs";
import { disagreements, readState } from "../state";
import { problemsOf, tearDown } from "../teardown";
import type { Workspace } from "../workspace";

/** Most rounds that a deployment under faults may take: the longest chain of resources, with room. */
const ROUNDS = 60;

/** Rounds in a row without a single operation, after which nothing more is to be expected. */
const IDLE_ROUNDS = 3;

/** Deploys again and again until a run succeeds. */
export async function converge(
  workspace: Workspace,
  progress: (text: string) => void,
): Promise<{ readonly rounds: number; readonly problems: readonly string[] }> {
  let run: Run | undefined;
  let rounds = 0;
  let idle = 0;
  do {
    run = await runEngine(workspace, "up", { continueOnError: true });
    rounds += 1;
    idle = run.operations.length === 0 ? idle + 1 : 0;
    progress(
      `up, round ${rounds}: ${run.operations.length} operations${run.ok ? "" : `, ${run.errors.length} errors`}`,
    );
  } while (!run.ok && rounds < ROUNDS && idle < IDLE_ROUNDS);
  return {
    rounds,
    problems: run.ok ? [] : [`after ${rounds} rounds it has not converged: ${run.errors.join("; ")}`],
  };
}

/** Engine and cloud agree, and nothing changes any more. */
export async function settled(workspace: Workspace): Promise<readonly string[]> {
  const again = await runEngine(workspace, "up");
  const state = await readState(workspace);
  return [
    ...(again.ok ? [] : [`a further up failed: ${again.errors.join("; ")}`]),
    ...again.operations.map((one) => `a further up would ${one.op} ${one.urn}`),
    ...disagreements(state, workspace.inventory()),
  ];
}

/** Takes everything down without faults, and says what is left. */
export async function clearAway(workspace: Workspace): Promise<readonly string[]> {
  workspace.setFaults({});
  return problemsOf(await tearDown(workspace));
}
