import type { FaultSettings } from "../../../simulator/provider";
import { problemsOf, tearDown } from "../teardown";
import { clearAway, converge, settled } from "./converge";
import type { Outcome, Scenario, Scene } from "./scenario";

/** Deploys under faults until it converges; nothing may be duplicated, lost or left. */
async function deployUnder(scene: Scene, label: string, faults: FaultSettings): Promise<Outcome> {
  const workspace = await scene.fresh(label);
  workspace.setFaults({ ...faults, seed: scene.seed });
  const { problems } = await converge(workspace, scene.progress);
  const injected = workspace.inventory().faults.length;
  workspace.setFaults({});
  const unsettled = problems.length > 0 ? [] : await settled(workspace);
  return { injected, problems: [...problems, ...unsettled, ...(await clearAway(workspace))] };
}

export const createFailures: Scenario = {
  name: "create",
  title: "every creation fails at its first try",
  run: (scene) => deployUnder(scene, "create", { createFailsFirst: true }),
};

export const timeouts: Scenario = {
  name: "timeout",
  title: "one creation in four is done but reported as timed out",
  run: (scene) => deployUnder(scene, "timeout", { createTimesOutOneIn: 4 }),
};

export const throttling: Scenario = {
  name: "throttle",
  title: "every fifth call is throttled, up and down",
  async run(scene) {
    const workspace = await scene.fresh("throttle");
    workspace.setFaults({ throttleEvery: 5 });
    const { problems } = await converge(workspace, scene.progress);
    const down = await tearDown(workspace);
    scene.progress(`destroyed in ${down.runs.length} rounds`);
    return { injected: workspace.inventory().faults.length, problems: [...problems, ...problemsOf(down)] };
  },
};

export const deleteFailures: Scenario = {
  name: "delete",
  title: "one delete in three fails at its first try",
  async run(scene) {
    const workspace = await scene.deployed("delete");
    workspace.setFaults({ deleteFailsOneIn: 3, seed: scene.seed });
    const down = await tearDown(workspace);
    scene.progress(`destroyed in ${down.runs.length} rounds`);
    return { injected: workspace.inventory().faults.length, problems: problemsOf(down) };
  },
};
