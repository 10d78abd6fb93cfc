import { FAMILY_MODELS, TYPE_MODELS } from "../../types";
import { type CloudInventory, type CloudResource, collectTexts } from "../inventory";
import { type AdmissionRule, valuesAt } from "./rule";

/** Ids of the network that EC2 keeps while anything uses them: its error is `DependencyViolation`. */
const HELD_BY_USERS = /^(?:vpc|subnet|sg|igw|nat|eipalloc|eni|lt|rtb|vgw|cgw|vpce)-[0-9a-f]{17}$/;

/** Nothing is deleted while something that exists still needs it. */
export const dependentsRule: AdmissionRule = {
  title: "nothing depends on it",
  onDelete: (resource, inventory) => {
    const users = new Set<string>();
    for (const user of inventory.all()) {
      if (user !== resource && (refersTo(user, resource) || holds(user, resource))) {
        users.add(`${user.type} ${user.id}`);
      }
    }
    return users.size === 0
      ? []
      : [`DependencyViolation: ${resource.type} ${resource.id} is in use by ${[...users].sort().join(", ")}`];
  },
};

const REFERENCES = new Map(TYPE_MODELS.map((model) => [model.type, Object.entries(model.references ?? {})]));

function referencesOf(type: string): readonly (readonly [string, string])[] {
  const family = FAMILY_MODELS.find((one) => type.startsWith(one.prefix));
  return REFERENCES.get(type) ?? Object.entries(family?.model.references ?? {});
}

/** By the references that the user's type declares. */
function refersTo(user: CloudResource, target: CloudResource): boolean {
  return referencesOf(user.type).some(
    ([path, type]) => type === target.type && valuesAt(user.inputs, path).some((value) => names(target, value)),
  );
}

function names(target: CloudResource, value: unknown): boolean {
  return value === target.id || value === target.physicalName || value === target.outputs["arn"];
}

/** By the id itself, anywhere in the user's inputs. */
function holds(user: CloudResource, target: CloudResource): boolean {
  if (!HELD_BY_USERS.test(target.id)) {
    return false;
  }
  const texts = new Set<string>();
  collectTexts(user.inputs, texts);
  return texts.has(target.id);
}

/** Everything that nothing else needs: what somebody could delete behind the engine's back. */
export function withoutDependents(inventory: CloudInventory): readonly CloudResource[] {
  return inventory.all().filter((one) => dependentsRule.onDelete?.(one, inventory, undefined).length === 0);
}
