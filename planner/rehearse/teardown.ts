import { protectionOf, unprotected } from "../../simulator/provider";
import { type Run, runEngine } from "./runs";
import { readState, type StateResource } from "./state";
import type { Workspace } from "./workspace";

/** Rounds in a row that delete nothing and meet no fault, after which a destruction will never end. */
const IDLE_ROUNDS = 2;

export interface TearDown {
  readonly runs: readonly Run[];
  /** What still exists and should not. */
  readonly leftovers: readonly string[];
  /** What still exists because the program retains it. */
  readonly retained: readonly string[];
}

/** Takes off what keeps a stack from being destroyed, as an operator would: first the engine's marks, then the clouds'. */
export async function unprotect(workspace: Workspace, resources: readonly StateResource[]): Promise<void> {
  if (resources.some((one) => one.protect === true)) {
    await workspace.cli("state", "unprotect", "--all", "--yes");
  }
  const inventory = workspace.inventory();
  for (const resource of inventory.all()) {
    if (protectionOf(resource).length > 0) {
      inventory.put(unprotected(resource));
    }
  }
}

/**
 * Destroys the stack, and says what is left. Each run stops at its first error: with `--continue-on-error`, 3.246 counts
 * every path from the failed resource through the graph of dependencies, which takes hours in a stack of this size.
 *
 * @param insist run again after an error, for as long as that achieves anything
 */
export async function tearDown(workspace: Workspace, insist = true): Promise<TearDown> {
  const { resources } = await readState(workspace);
  await unprotect(workspace, resources);
  const runs: Run[] = [];
  let idle = 0;
  let met = 0;
  do {
    const run = await runEngine(workspace, "destroy");
    const { faults } = workspace.inventory();
    idle = run.operations.length === 0 && faults.length === met ? idle + 1 : 0;
    met = faults.length;
    runs.push(run);
  } while (insist && runs.at(-1)?.ok === false && idle < IDLE_ROUNDS);
  const kept = new Set(resources.filter((one) => one.retainOnDelete === true).map((one) => one.urn));
  const left = workspace.inventory().all();
  const describe = (one: { readonly type: string; readonly id: string }): string => `${one.type} ${one.id}`;
  return {
    runs,
    leftovers: left.filter((one) => !kept.has(one.urn)).map(describe),
    retained: left.filter((one) => kept.has(one.urn)).map(describe),
  };
}

/** What went wrong in a destruction, one sentence each. */
export function problemsOf(down: TearDown): readonly string[] {
  const last = down.runs.at(-1);
  return [
    ...(last?.ok === false ? [`destroy never ended: ${last.errors.join("; ")}`] : []),
    ...down.leftovers.map((one) => `left over: ${one}`),
  ];
}
