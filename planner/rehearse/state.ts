import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isWireSecret, plainFromWire, SimulatedCloud, type WireValue } from "../../simulator";
import { type CloudInventory, collectTexts } from "../../simulator/provider";
import type { Workspace } from "./workspace";

/** A resource in the engine's state, as far as a rehearsal looks at it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly external?: boolean;
  readonly delete?: boolean;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly dependencies?: readonly string[];
  readonly parent?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** URN and id of its provider. */
  readonly provider?: string;
  readonly initErrors?: readonly string[];
}

export interface PendingOperation {
  readonly type: string;
  readonly resource: StateResource;
}

/** The engine's record of a stack. */
export interface State {
  readonly resources: readonly StateResource[];
  readonly pending: readonly PendingOperation[];
}

export async function readState(workspace: Workspace): Promise<State> {
  return stateOf((await workspace.stack.exportStack()).deployment);
}

/** The parts of an exported deployment that a rehearsal looks at. */
export function stateOf(deployment: unknown): State {
  const { resources = [], pending_operations: pending = [] } = (deployment ?? {}) as {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly PendingOperation[];
  };
  return { resources, pending };
}

/** Resources that a cloud keeps: not providers, not what is only read. */
export function cloudResources(state: State): readonly StateResource[] {
  return state.resources.filter(
    (one) => one.custom && !one.type.startsWith("pulumi:") && one.external !== true && one.id !== undefined,
  );
}

/**
 * Where the engine's state and the cloud differ: one sentence each. Orphans exist and are not in the state; ghosts are in
 * the state and do not exist; duplicates exist more than once for one resource of the program.
 */
export function disagreements(state: State, inventory: CloudInventory): readonly string[] {
  const recorded = new Set(cloudResources(state).map((one) => `${one.type} ${one.id}`));
  const existing = new Set(inventory.all().map((one) => `${one.type} ${one.id}`));
  const perUrn = new Map<string, number>();
  for (const { urn } of inventory.all()) {
    perUrn.set(urn, (perUrn.get(urn) ?? 0) + 1);
  }
  return [
    ...[...existing].filter((key) => !recorded.has(key)).map((key) => `orphan: ${key} exists and is not in the state`),
    ...[...recorded]
      .filter((key) => !existing.has(key))
      .map((key) => `ghost: ${key} is in the state and does not exist`),
    ...[...perUrn].filter(([, count]) => count > 1).map(([urn, count]) => `duplicate: ${urn} exists ${count} times`),
    ...state.pending.map((one) => `pending: ${one.type} ${one.resource.urn}`),
    ...state.resources.filter((one) => one.delete === true).map((one) => `pending: deletion of ${one.urn}`),
  ];
}

/** Secrets that stand in the state's files as plain text; each is shown by its first letters only. */
export function plaintextSecrets(workspace: Workspace, secrets: readonly string[]): readonly string[] {
  const folder = join(workspace.directory, "state", ".pulumi");
  const texts = files(folder).map((file) => ({ file, text: readFileSync(file, "utf8") }));
  return secrets.flatMap((secret) =>
    texts
      // In a state, a secret may stand inside JSON that stands inside JSON.
      .filter(({ text }) => text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)))
      .map(({ file }) => `the secret "${secret.slice(0, 4)}…" stands in ${file.slice(folder.length + 1)}`),
  );
}

function files(folder: string): readonly string[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Shortest text that counts as a secret: shorter ones stand by chance in any state. */
const SECRET_LENGTH = 8;

/** Every text that the program gave to the clouds as a secret, or that they gave out as one: passwords, keys, tokens. */
export function secretsIn(inventory: CloudInventory): readonly string[] {
  const cloud = new SimulatedCloud();
  const texts = new Set<string>();
  for (const { type, wire, outputs } of inventory.all()) {
    collectSecrets(wire, texts);
    for (const key of cloud.model(type)?.secretOutputs ?? []) {
      collectTexts(outputs[key], texts);
    }
  }
  return [...texts].filter((text) => text.length >= SECRET_LENGTH);
}

function collectSecrets(value: WireValue, into: Set<string>): void {
  if (typeof value !== "object" || value === null) {
    return;
  }
  if (isWireSecret(value)) {
    collectTexts(plainFromWire({ value }), into);
    return;
  }
  for (const member of Object.values(value)) {
    collectSecrets(member, into);
  }
}
