import type { CloudInventory } from "../../simulator/provider";
import { cloudResources, readState, type State } from "./state";
import type { Workspace } from "./workspace";

/** Calls that were under way when the engine died are through after this time, in milliseconds. */
const SETTLE_MS = 300;

/**
 * What an operator does after an engine has died: release its lock, look in the cloud for what it was creating, adopt
 * that, forget the rest, and read everything anew.
 *
 * @returns why the refresh failed, or undefined
 */
export async function recover(workspace: Workspace): Promise<string | undefined> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  await workspace.stack.cancel();
  const state = await readState(workspace);
  const adopted = adoptable(state, workspace.inventory());
  const adopting = adopted.flatMap(({ urn, id }) => ["--import-pending-creates", urn, "--import-pending-creates", id]);
  const creating = state.pending.filter((one) => one.type === "creating").length;
  try {
    await workspace.cli("refresh", "--yes", "--skip-preview", ...adopting);
    if (creating > adopted.length) {
      await workspace.cli("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Creations that the engine did not see end, and that the cloud did. */
function adoptable(state: State, inventory: CloudInventory): readonly { readonly urn: string; readonly id: string }[] {
  const known = new Set(cloudResources(state).map((one) => `${one.type} ${one.id}`));
  return state.pending
    .filter((one) => one.type === "creating")
    .flatMap(({ resource: { urn } }) =>
      inventory
        .all()
        .filter((one) => one.urn === urn && !known.has(`${one.type} ${one.id}`))
        .map(({ id }) => ({ urn, id })),
    );
}
