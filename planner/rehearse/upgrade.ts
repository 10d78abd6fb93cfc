import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import type { Deployment } from "@pulumi/pulumi/automation";
import { SimulatedCloud } from "../../simulator";
import { type Operation, runEngine } from "./runs";
import { stateOf } from "./state";
import type { Workspace } from "./workspace";

/** Steps that lose what a resource holds. */
const LOSSES: ReadonlySet<string> = new Set(["replace", "delete"]);

/** Where a stack's state of an earlier version is kept: brotli, because a state says everything several times over. */
export function storedStateFile(directory: string, stack: string): string {
  return join(directory, `${stack}.json.br`);
}

/** A stored state, its secrets encrypted. */
export function readStoredState(file: string): Deployment {
  return JSON.parse(brotliDecompressSync(readFileSync(file)).toString()) as Deployment;
}

/** What a state says of the time and the machine that made it. */
const OF_THE_MOMENT = ["created", "modified", "sourcePosition", "stackTrace"];

/** Keeps a stack's state for the versions to come; the secrets in it stay encrypted. */
export async function saveState(workspace: Workspace, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const exported = join(workspace.directory, "exported.json");
  // By the CLI, because the Automation API exports secrets in clear.
  await workspace.cli("stack", "export", "--file", exported);
  const state = JSON.parse(readFileSync(exported, "utf8")) as Deployment;
  for (const resource of stateOf(state.deployment).resources) {
    for (const key of OF_THE_MOMENT) {
      Reflect.deleteProperty(resource, key);
    }
  }
  writeFileSync(storedStateFile(directory, workspace.stack.name), brotliCompressSync(JSON.stringify(state)));
}

/**
 * Previews today's program over a state of an earlier version.
 *
 * @param decisions folder of the decision records, one of which must name a resource that is to be lost
 * @returns what would be lost, one sentence each; undefined where no state is kept
 */
export async function previewUpgrade(
  workspace: Workspace,
  directory: string,
  decisions: string,
): Promise<readonly string[] | undefined> {
  const file = storedStateFile(directory, workspace.stack.name);
  if (!existsSync(file)) {
    return undefined;
  }
  const stored = readStoredState(file);
  // The engine stops at the first protected resource that is to go; without protection it tells of all of them.
  const resources = stateOf(stored.deployment).resources.map((one) => ({ ...one, protect: false }));
  await workspace.stack.importStack({ ...stored, deployment: { ...stored.deployment, resources } });
  const before = new Set(resources.map((one) => one.urn));
  const preview = await runEngine(workspace, "preview");
  const records = recordsIn(decisions);
  const lost = preview.operations
    .filter(({ urn }) => before.has(urn))
    .filter(losesData)
    .filter(({ urn }) => !records.some((text) => names(text, shortName(urn))));
  return [
    ...(preview.ok ? [] : preview.errors.map((error) => `preview over the stored state failed: ${error}`)),
    ...lost.map(
      ({ op, urn }) => `an upgrade would ${op} ${urn}, which holds data, and no decision names ${shortName(urn)}`,
    ),
  ];
}

function losesData({ op, type }: Operation): boolean {
  return LOSSES.has(op) && new SimulatedCloud().model(type)?.stateful === true;
}

/** Type and name, as records speak of a resource. */
function shortName(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split("$").at(-1)}::${name.join("::")}`;
}

/** Whether a text names a resource, by its whole name: `Table::orders` does not stand in `Table::orders-archive`. */
export function names(text: string, resource: string): boolean {
  const escaped = resource.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // A point or a colon that ends a sentence is no part of a name; one with more behind it is.
  return new RegExp(`(?<![\\p{L}\\p{N}_:/$-])${escaped}(?![\\p{L}\\p{N}_/-]|[.:]+[\\p{L}\\p{N}_])`, "u").test(text);
}

function recordsIn(directory: string): readonly string[] {
  if (!existsSync(directory)) {
    return [];
  }
  return readdirSync(directory)
    .filter((name) => name.endsWith(".md"))
    .map((name) => readFileSync(join(directory, name), "utf8"));
}
