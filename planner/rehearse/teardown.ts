import { protectionOf, unprotected } from "../../simulator/provider";
import { type Run, runEngine } from "./runs";
import { readState, type StateResource } from "./state";
import type { Workspace } from "./workspace";

/** Most rounds that a destruction under faults may take. */
const ROUNDS = 40;

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

/** Destroys the stack, as often as it takes, and says what is left. */
export async function tearDown(workspace: Workspace, rounds = ROUNDS): Promise<TearDown> {
  const { resources } = await readState(workspace);
  await unprotect(workspace, resources);
  const runs: Run[] = [];
  do {
    runs.push(await runEngine(workspace, "destroy", { continueOnError: true }));
  } while (runs.at(-1)?.ok === false && runs.length < rounds);
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
