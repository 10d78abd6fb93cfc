import type { CloudInventory } from "../../simulator/provider";
import { runEngine } from "./runs";
import { cloudResources, type PendingOperation, type State, type StateResource, stateOf } from "./state";
import type { Workspace } from "./workspace";

/** Calls that were under way when the engine died are through after this time, in milliseconds. */
const SETTLE_MS = 300;

/**
 * What an operator does after an engine has died: release its lock, look in the cloud for what it was creating, put that
 * into the state, forget the rest, and read everything anew.
 *
 * The state is edited by export and import: `pulumi refresh --import-pending-creates` of 3.246 forgets what it should
 * adopt, because nothing in that engine acts on a pending import (seen 2026-11).
 *
 * @returns why it failed, or undefined
 */
export async function recover(workspace: Workspace): Promise<string | undefined> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const { stack } = workspace;
  await stack.cancel();
  const exported = await stack.exportStack();
  const state = stateOf(exported.deployment);
  const resources = [...state.resources, ...adoptable(state, workspace.inventory())];
  await stack.importStack({ ...exported, deployment: { ...exported.deployment, resources, pending_operations: [] } });
  const refresh = await runEngine(workspace, "refresh");
  return refresh.ok ? undefined : refresh.errors.join("; ");
}

/** Creations that the engine did not see end, and that the cloud did. */
function adoptable(state: State, inventory: CloudInventory): readonly StateResource[] {
  // By URN: a key and its replica, and what belongs to each, have one id in two regions.
  const known = new Set(cloudResources(state).map((one) => `${one.urn} ${one.id}`));
  return state.pending.filter(isCreation).flatMap(({ resource }) =>
    inventory
      .all()
      .filter((one) => one.urn === resource.urn && !known.has(`${one.urn} ${one.id}`))
      .map(({ id }) => ({ ...resource, id })),
  );
}

function isCreation(operation: PendingOperation): boolean {
  return operation.type === "creating" && operation.resource.custom;
}
