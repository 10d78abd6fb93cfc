import { recover } from "../recovery";
import { runEngine } from "../runs";
import { readState } from "../state";
import { unprotect } from "../teardown";
import type { Workspace } from "../workspace";
import { clearAway, converge, settled } from "./converge";
import type { Scenario } from "./scenario";

/** Points at which the engine dies on the way up, spread over the deployment. */
const KILLS_UP = 10;
/** And on the way down. */
const KILLS_DOWN = 2;

/** Length of a call, in milliseconds: others are under way when the engine dies. */
const CALL_MS = 5;

export const kills: Scenario = {
  name: "kill",
  title: `the engine is killed ${KILLS_UP} times on the way up and ${KILLS_DOWN} times on the way down`,
  async run(scene) {
    const workspace = await scene.fresh("kill", { checkpoints: true });
    const problems: string[] = [];
    const kill = killer(workspace, scene.progress, problems);
    for (let count = 1; count <= KILLS_UP; count += 1) {
      await kill("up", count, Math.floor(scene.calls / (KILLS_UP + 1)));
    }
    workspace.setFaults({});
    problems.push(...(await converge(workspace, scene.progress)).problems, ...(await settled(workspace)));
    await unprotect(workspace, (await readState(workspace)).resources);
    for (let count = 1; count <= KILLS_DOWN; count += 1) {
      await kill("destroy", count, Math.floor(scene.calls / (KILLS_DOWN + 1)));
    }
    problems.push(...(await clearAway(workspace)));
    return { injected: workspace.inventory().faults.length, problems };
  },
};

function killer(
  workspace: Workspace,
  progress: (text: string) => void,
  problems: string[],
): (command: "up" | "destroy", count: number, calls: number) => Promise<void> {
  return async (command, count, calls) => {
    const inventory = workspace.inventory();
    // By turns before the cloud acts and after it: in the second case the engine never learns what exists.
    const moment = count % 2 === 0 ? "before" : "after";
    const before = inventory.faults.length;
    workspace.setFaults({ kill: { atCall: inventory.calls.length + Math.max(1, calls), moment }, delayMs: CALL_MS });
    const run = await runEngine(workspace, command);
    const killed = workspace.inventory().faults.length > before;
    if (!killed && !run.ok) {
      problems.push(`${command} ${count} failed before it was killed: ${run.errors.join("; ")}`);
    }
    workspace.setFaults({});
    const failure = killed ? await recover(workspace) : undefined;
    if (failure !== undefined) {
      problems.push(`no recovery after kill ${count} of ${command}: ${failure}`);
    }
    progress(
      `${command} ${killed ? `killed (${count}), recovered` : `ended before the kill: ${run.errors.join("; ")}`}`,
    );
  };
}
