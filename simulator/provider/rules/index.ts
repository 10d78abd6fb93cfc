import type { Inventory, StoredResource } from "../../model";
import type { CloudInventory, CloudResource } from "../inventory";
import { apiAccessRule } from "./api-access";
import { controllersRule } from "./controllers";
import { dependentsRule } from "./dependents";
import { googleRule } from "./google";
import { namesRule } from "./names";
import { networkRule } from "./network";
import { policiesRule } from "./policies";
import { protectionRule } from "./protection";
import { referencesRule } from "./references";
import type { AdmissionRule, Candidate } from "./rule";

/** What the simulated clouds look at, in this order; all faults are reported at once. */
export const ADMISSION_RULES: readonly AdmissionRule[] = [
  namesRule,
  referencesRule,
  policiesRule,
  protectionRule,
  dependentsRule,
  networkRule,
  controllersRule,
  apiAccessRule,
  googleRule,
];

/** Why the cloud would refuse to make or change the resource; empty where it accepts. */
export function refusalsOfWrite(candidate: Candidate, inventory: CloudInventory): readonly string[] {
  const own = candidate.model?.refuses?.(candidate.request, withoutSelf(inventory, candidate.existing)) ?? [];
  return [...own, ...ADMISSION_RULES.flatMap((rule) => rule.onWrite?.(candidate, inventory) ?? [])];
}

/** Why the cloud would refuse to delete the resource; empty where it accepts. */
export function refusalsOfDelete(
  resource: CloudResource,
  inventory: CloudInventory,
  model: Candidate["model"],
): readonly string[] {
  return ADMISSION_RULES.flatMap((rule) => rule.onDelete?.(resource, inventory, model) ?? []);
}

/** A resource never stands in its own way. */
function withoutSelf(inventory: CloudInventory, self: CloudResource | undefined): Inventory {
  const others = (resources: readonly StoredResource[]): readonly StoredResource[] =>
    resources.filter((one) => one.id !== self?.id);
  return {
    find: (type, idOrName) => inventory.find(type, idOrName),
    list: (type) => others(inventory.list(type)),
  };
}

export { withoutDependents } from "./dependents";
export { serviceOff } from "./google";
export { protectionOf, unprotected } from "./protection";
export type { Candidate } from "./rule";
