import { isDeepStrictEqual } from "node:util";
import { plainFromWire, SimulatedCloud, type WireObject } from "../../../simulator";
import { type CloudInventory, type CloudResource, withoutDependents } from "../../../simulator/provider";
import { runEngine } from "../runs";
import { seededOrder } from "../sample";
import { clearAway, settled } from "./converge";
import type { Scenario } from "./scenario";

/** Resources that somebody changes, and that somebody deletes, behind the engine's back. */
const CHANGED = 3;
const DELETED = 2;

export const drift: Scenario = {
  name: "drift",
  title: `${CHANGED} resources are changed and ${DELETED} deleted behind the engine's back`,
  async run(scene) {
    const workspace = await scene.deployed("drift");
    const inventory = workspace.inventory();
    const deleted = seededOrder(withoutDependents(inventory), (one) => one.urn, scene.seed).slice(0, DELETED);
    const remaining = inventory.all().filter((one) => !deleted.includes(one));
    const changed = seededOrder(remaining, (one) => one.urn, scene.seed)
      .flatMap((one) => changedBehindTheBack(one) ?? [])
      .slice(0, CHANGED);
    for (const one of deleted) {
      inventory.remove(one);
    }
    for (const { resource } of changed) {
      inventory.put(resource);
    }
    const found = await runEngine(workspace, "refresh");
    const repair = await runEngine(workspace, "up");
    scene.progress(`refresh found ${found.operations.length}, up repaired ${repair.operations.length}`);
    const victims = [...deleted.map((one) => one.urn), ...changed.map(({ resource }) => resource.urn)];
    return {
      injected: victims.length,
      problems: [
        ...missing("refresh did not find", victims, found.operations),
        ...missing("up did not repair", victims, repair.operations),
        ...(repair.ok ? [] : [`up failed: ${repair.errors.join("; ")}`]),
        ...changed.flatMap((one) => notRestored(one, workspace.inventory())),
        ...(await settled(workspace)),
        ...(await clearAway(workspace)),
      ],
    };
  },
};

interface Change {
  readonly resource: CloudResource;
  readonly property: string;
  readonly was: unknown;
}

/** Another value for one input that can be changed in place. */
function changedBehindTheBack(resource: CloudResource): Change | undefined {
  const fixed = new Set(new SimulatedCloud().model(resource.type)?.replaceOn ?? []);
  for (const [property, was] of Object.entries(resource.inputs)) {
    const value = otherValue(was);
    if (value !== undefined && !fixed.has(property) && !property.startsWith("__")) {
      const wire: WireObject = { ...resource.wire, [property]: value };
      return { resource: { ...resource, wire, inputs: plainFromWire(wire) }, property, was };
    }
  }
  return undefined;
}

/** Switches are flipped and numbers raised: what people do in a console. */
function otherValue(value: unknown): boolean | number | undefined {
  if (typeof value === "boolean") {
    return !value;
  }
  return typeof value === "number" ? value + 1 : undefined;
}

function missing(
  what: string,
  victims: readonly string[],
  operations: readonly { readonly urn: string }[],
): readonly string[] {
  const touched = new Set(operations.map((one) => one.urn));
  return victims.filter((urn) => !touched.has(urn)).map((urn) => `${what} the drift of ${urn}`);
}

function notRestored({ resource, property, was }: Change, inventory: CloudInventory): readonly string[] {
  const now = inventory.all().find((one) => one.urn === resource.urn);
  return isDeepStrictEqual(now?.inputs[property], was) ? [] : [`${resource.urn}: ${property} was not restored`];
}
