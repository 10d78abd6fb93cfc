import type { CloudInventory } from "../../../simulator/provider";
import { simulatedMinutes } from "../clock";
import {
  type Aftermath,
  type Deployed,
  deployedInCloud,
  type FailoverReport,
  loseRegion,
  type Recovery,
  rehearseFailover,
} from "../failover";
import { runEngine } from "../runs";
import { readState } from "../state";
import type { Workspace } from "../workspace";
import { clearAway, converge, settled } from "./converge";
import { promote, undone } from "./promotion";
import type { Scenario } from "./scenario";

export const failover: Scenario = {
  name: "failover",
  title: "the first region vanishes, where a stack names critical services",
  promised: true,
  async run(scene) {
    const workspace = await scene.deployed("failover");
    const deployed = await deployedNow(workspace);
    const reports: FailoverReport[] = [];
    const problems: string[] = [];
    for (const report of rehearseFailover(deployed)) {
      scene.progress(told(report));
      const after = loseRegion(deployed, { first: report.firstRegion, second: report.secondRegion });
      vanish(workspace.inventory(), after);
      const promotions = promote(workspace.inventory(), report);
      const { problems: unrecovered, ...recovery } = await bringBack(workspace, after, scene.progress);
      reports.push({ ...report, recovery });
      const demoted = undone(workspace.inventory(), promotions);
      scene.progress(`${promotions.length} databases were promoted, and ${promotions.length - demoted.length} stay so`);
      problems.push(...problemsOf(report), ...unrecovered, ...demoted);
    }
    problems.push(...(reports.length === 0 ? [] : await clearAway(workspace)));
    return { injected: reports.reduce((sum, { lost }) => sum + lost, 0), problems, failovers: reports };
  },
};

async function deployedNow(workspace: Workspace): Promise<Deployed> {
  const { resources } = await readState(workspace);
  return deployedInCloud(resources, workspace.inventory().all());
}

function problemsOf({ services }: FailoverReport): readonly string[] {
  return services.flatMap(({ service, problems }) => problems.map((problem) => `${service}: ${problem}`));
}

function told({ firstRegion, lost, left, services }: FailoverReport): string {
  const met = services.filter((one) => one.met).length;
  return `${firstRegion} takes ${lost} resources with it and leaves ${left}; ${met} of ${services.length} critical services serve in time`;
}

function vanish(inventory: CloudInventory, { lost }: Aftermath): void {
  const gone = new Set(lost.map(({ urn, id }) => `${urn} ${id}`));
  for (const resource of inventory.all().filter(({ urn, id }) => gone.has(`${urn} ${id}`))) {
    inventory.remove(resource);
  }
}

/** What the runbook has an operator do with a region that comes back empty. */
async function bringBack(
  workspace: Workspace,
  after: Aftermath,
  progress: (text: string) => void,
): Promise<Recovery & { readonly problems: readonly string[] }> {
  const refresh = await runEngine(workspace, "refresh");
  progress(`refresh finds ${refresh.operations.length} resources gone`);
  const up = await runEngine(workspace, "up", { continueOnError: true });
  progress(`up brings ${after.first} back by ${up.operations.length} operations${up.ok ? "" : ", not at once"}`);
  const { problems } = up.ok ? { problems: [] } : await converge(workspace, progress);
  const { resources } = await readState(workspace);
  const again = problems.length > 0 ? [] : [...(await settled(workspace)), ...(await failsOverAgain(workspace))];
  return {
    found: refresh.operations.length,
    operations: up.operations.length,
    minutes: simulatedMinutes(up.operations, resources),
    problems: [
      ...(refresh.ok ? [] : [`refresh failed: ${refresh.errors.join("; ")}`]),
      ...problems,
      ...notSurvived(after, workspace.inventory()),
      ...again,
    ],
  };
}

/** What had survived in the second region, and what the first one's return took all the same. */
function notSurvived(after: Aftermath, inventory: CloudInventory): readonly string[] {
  const now = new Set(inventory.all().map(({ urn, id }) => `${urn} ${id}`));
  return after
    .inSecondRegion()
    .filter(({ urn, id }) => !now.has(`${urn} ${id}`))
    .map(({ urn }) => `bringing ${after.first} back replaced what had survived: ${urn}`);
}

async function failsOverAgain(workspace: Workspace): Promise<readonly string[]> {
  const reports = rehearseFailover(await deployedNow(workspace));
  return reports.flatMap(problemsOf).map((problem) => `once the region is back: ${problem}`);
}
