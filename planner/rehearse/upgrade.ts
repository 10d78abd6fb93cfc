import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Deployment } from "@pulumi/pulumi/automation";
import { SimulatedCloud } from "../../simulator";
import { runEngine } from "./runs";
import { stateOf } from "./state";
import type { Workspace } from "./workspace";

/** Steps that lose what a resource holds. */
const LOSSES: ReadonlySet<string> = new Set(["replace", "create-replacement", "delete-replaced", "delete"]);

function stateFile(directory: string, stack: string): string {
  return join(directory, `${stack}.json.gz`);
}

/** Keeps a stack's state, encrypted secrets included, for the versions to come. */
export async function saveState(workspace: Workspace, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const exported = await workspace.stack.exportStack();
  writeFileSync(stateFile(directory, workspace.stack.name), gzipSync(JSON.stringify(exported), { level: 9 }));
}

/**
 * Previews today's program over a state of an earlier version.
 *
 * @returns what would be lost, one sentence each; undefined where no state is kept
 */
export async function previewUpgrade(workspace: Workspace, directory: string): Promise<readonly string[] | undefined> {
  const file = stateFile(directory, workspace.stack.name);
  if (!existsSync(file)) {
    return undefined;
  }
  const stored = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Deployment;
  await workspace.stack.importStack(stored);
  const cloud = new SimulatedCloud();
  const before = new Set(stateOf(stored.deployment).resources.map((one) => one.urn));
  const preview = await runEngine(workspace, "preview");
  const lost = preview.operations.filter(
    ({ op, type, urn }) => LOSSES.has(op) && before.has(urn) && cloud.model(type)?.stateful === true,
  );
  return [
    ...(preview.ok ? [] : preview.errors.map((error) => `preview over the stored state failed: ${error}`)),
    ...new Set(lost.map(({ op, urn }) => `an upgrade would ${op} ${urn}, which holds data`)),
  ];
}
