import { simulatedMinutes } from "./clock";
import { type Operation, type Run, type RunOptions, runEngine } from "./runs";
import { cloudResources, disagreements, plaintextSecrets, readState, type State, secretsIn } from "./state";
import { problemsOf, tearDown } from "./teardown";
import type { Workspace } from "./workspace";

/** A stack's life without faults. */
export interface Life {
  readonly operations: readonly Operation[];
  readonly minutes: { readonly up: number; readonly update: number; readonly destroy: number };
  readonly leftovers: readonly string[];
  readonly retained: readonly string[];
  readonly problems: readonly string[];
  /** It stood as it should: faults can be done to it. */
  readonly deployed: boolean;
  /** Calls that the deployment made to the clouds. */
  readonly calls: number;
}

export interface LifeOptions {
  readonly workspace: Workspace;
  /** Switches the rehearsed update on. */
  readonly startUpdate: () => void;
  /** Told once everything stands, before anything is changed. */
  readonly onDeployed: () => Promise<void>;
  /** A copy of the stack as it stands, to try what must fail. */
  readonly copy: () => Promise<Workspace>;
  /** Texts that must not stand in the state. */
  readonly secrets: readonly string[];
  readonly policyPacks: readonly string[];
  readonly progress: (text: string) => void;
}

/** Preview, up, refresh, up again, an update, destroy: each looked at for what it should and should not do. */
export async function live(options: LifeOptions): Promise<Life> {
  const rehearsal = new Rehearsal(options);
  await rehearsal.deploy();
  if (rehearsal.deployed) {
    await options.onDeployed();
    await rehearsal.lookAgain();
    await rehearsal.update();
  }
  return rehearsal.takeDown();
}

class Rehearsal {
  public deployed = false;
  private readonly options: LifeOptions;
  private readonly runs: Run[] = [];
  private readonly problems: string[] = [];
  private readonly minutes = { up: 0, update: 0, destroy: 0 };
  private calls = 0;
  private state: State = { resources: [], pending: [] };

  public constructor(options: LifeOptions) {
    this.options = options;
  }

  public async deploy(): Promise<void> {
    const { workspace, policyPacks, secrets } = this.options;
    const packs: RunOptions = policyPacks.length === 0 ? {} : { policyPacks };
    const preview = await this.run("preview", packs);
    if (isRefused(preview)) {
      // As with `pulumi up`, whose preview comes first: packs that judged the update too would double the time they take.
      return;
    }
    // On with what does not depend on a refused resource, so that everything refused is told at once.
    const up = await this.run("up", { continueOnError: true });
    this.deployed = up.ok;
    this.calls = workspace.inventory().calls.length;
    this.state = await readState(workspace);
    this.minutes.up = simulatedMinutes(up.operations, this.state.resources);
    this.problems.push(...planDifferences(preview, up));
    this.problems.push(...disagreements(this.state, workspace.inventory()));
    this.problems.push(...plaintextSecrets(workspace, [...secrets, ...secretsIn(workspace.inventory())]));
  }

  /** What stands is what the state says, and the program asks for nothing more. */
  public async lookAgain(): Promise<void> {
    const refresh = await this.run("refresh");
    this.problems.push(...refresh.operations.map((one) => `refresh found drift that nobody caused: ${one.urn}`));
    const again = await this.run("up");
    this.problems.push(...again.operations.map((one) => `a second up would ${one.op} ${one.urn}`));
  }

  /** Tags and descriptions change in place. */
  public async update(): Promise<void> {
    this.options.startUpdate();
    const update = await this.run("up");
    const replaced = update.operations.filter((one) => one.op !== "update");
    this.problems.push(...replaced.map((one) => `an update of tags would ${one.op} ${one.urn}`));
    this.state = await readState(this.options.workspace);
    this.minutes.update = simulatedMinutes(update.operations, this.state.resources);
    this.problems.push(...disagreements(this.state, this.options.workspace.inventory()));
  }

  public async takeDown(): Promise<Life> {
    const { workspace, progress } = this.options;
    await this.refusesDestruction();
    const down = await tearDown(workspace, false);
    this.runs.push(...down.runs);
    for (const run of down.runs) {
      progress(described(run));
    }
    this.problems.push(...problemsOf({ ...down, leftovers: [] }));
    this.minutes.destroy = simulatedMinutes(down.runs.at(-1)?.operations ?? [], this.state.resources);
    return {
      operations: this.runs.filter((run) => run.command !== "preview").flatMap((run) => run.operations),
      minutes: this.minutes,
      leftovers: down.leftovers,
      retained: down.retained,
      problems: this.problems,
      deployed: this.deployed,
      calls: this.calls,
    };
  }

  /** Where resources are protected, destroying the stack as it stands fails, and they outlive it: tried on a copy. */
  private async refusesDestruction(): Promise<void> {
    const kept = this.state.resources.filter((one) => one.protect === true && one.id !== undefined);
    if (!this.deployed || kept.length === 0) {
      return;
    }
    const copy = await this.options.copy();
    const refused = await runEngine(copy, "destroy");
    this.expect(!refused.ok, "destroy went through although resources are protected");
    const left = new Set(
      copy
        .inventory()
        .all()
        .map((one) => one.urn),
    );
    const lost = cloudResources({ resources: kept, pending: [] }).filter((one) => !left.has(one.urn));
    this.problems.push(...lost.map((one) => `destroy took the protected ${one.urn}`));
    this.options.progress(`destroy is refused on a copy: ${kept.length} resources are protected`);
  }

  private async run(command: Run["command"], options: RunOptions = {}): Promise<Run> {
    const run = await runEngine(this.options.workspace, command, options);
    this.runs.push(run);
    this.options.progress(described(run));
    this.problems.push(...failures(run));
    this.problems.push(...run.policyViolations.map((violation) => `mandatory policy: ${violation}`));
    return run;
  }

  private expect(holds: boolean, problem: string): void {
    if (!holds) {
      this.problems.push(problem);
    }
  }
}

/** Mandatory findings stopped it: what the engine says besides is only that it stopped. */
function isRefused({ ok, policyViolations }: Run): boolean {
  return !ok && policyViolations.length > 0;
}

function failures(run: Run): readonly string[] {
  if (isRefused(run)) {
    return [`${run.command} was refused by mandatory policies; nothing was deployed`];
  }
  return run.ok ? [] : run.errors.map((error) => `${run.command} failed: ${error}`);
}

/** Steps that only one of the two had. A component whose author registers no outputs never tells that it is done. */
function planDifferences(preview: Run, up: Run): readonly string[] {
  if (!preview.ok || !up.ok) {
    return [];
  }
  const steps = (run: Run): ReadonlySet<string> =>
    new Set(run.operations.filter((one) => one.custom).map((one) => `${one.op} ${one.urn}`));
  const [planned, done] = [steps(preview), steps(up)];
  return [
    ...[...planned].filter((step) => !done.has(step)).map((step) => `preview planned what up did not do: ${step}`),
    ...[...done].filter((step) => !planned.has(step)).map((step) => `up did what preview had not planned: ${step}`),
  ];
}

const SECOND = 1_000;

function described(run: Run): string {
  const counts = new Map<string, number>();
  for (const { op } of run.operations) {
    counts.set(op, (counts.get(op) ?? 0) + 1);
  }
  const what = counts.size === 0 ? "nothing" : [...counts].map(([op, count]) => `${count} ${op}`).join(", ");
  return `${run.command}: ${what} in ${(run.milliseconds / SECOND).toFixed(1)} s${run.ok ? "" : isRefused(run) ? " (refused by policy)" : " (failed)"}`;
}
