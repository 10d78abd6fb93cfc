import {
  type Circumstances,
  type Guard,
  judgeOne,
  type Outcome,
  type PolicyResource,
  type PolicyValue,
  type REMOVED,
  type Rule,
  Stack,
} from "../../policies/engine";
import { hasPlace, mutated } from "./mutate";

/** A property that was broken in a resource that a rule calls compliant, and what the rule said. */
export interface Mutation {
  readonly rule: string;
  readonly urn: string;
  readonly path: string;
  readonly value: PolicyValue | typeof REMOVED;
  readonly killed: boolean;
}

/**
 * Breaks in turn each property that a rule claims to guard, in each resource that the rule is content with: the rule must
 * object. A guard of another type is broken in the resources that a content subject depends on, by name or by link.
 */
export function* mutations(
  rules: readonly Rule[],
  resources: readonly PolicyResource[],
  circumstances: Circumstances,
): Generator<Mutation> {
  const stack = new Stack(resources);
  for (const rule of rules) {
    const content = stack
      .ofTypes(rule.types)
      .filter((subject) => judgeOne(rule, subject, stack, circumstances).outcome === "pass")
      .map(({ resource }) => resource);
    for (const guard of rule.guards) {
      const own = guard.type === undefined || rule.types.includes(guard.type);
      const candidates = own ? content : resources;
      const targets = candidates.filter(
        (resource) =>
          (guard.type ?? resource.type) === resource.type &&
          hasPlace(resource.props, guard) &&
          (guard.when === undefined || guard.when(resource)),
      );
      for (const target of targets) {
        yield* broken(rule, guard, target, { content, resources, circumstances });
      }
    }
  }
}

interface Setting {
  readonly content: readonly PolicyResource[];
  readonly resources: readonly PolicyResource[];
  readonly circumstances: Circumstances;
}

function* broken(rule: Rule, guard: Guard, target: PolicyResource, setting: Setting): Generator<Mutation> {
  for (const value of guard.broken) {
    const props = mutated(target.props, guard, value);
    if (props === undefined) {
      continue;
    }
    // What a mutant writes down comes from nowhere.
    const [property = ""] = guard.path.split(/[.[]/);
    const { [property]: _link, ...propertyDependencies } = target.propertyDependencies;
    const changed: PolicyResource = { ...target, props, propertyDependencies };
    const killed = outcomes(rule, target, changed, setting).includes("violation");
    yield { rule: rule.id, urn: target.urn, path: guard.path, value, killed };
  }
}

/** What the rule says of the subjects that it was content with, once the target is changed. */
function outcomes(rule: Rule, target: PolicyResource, changed: PolicyResource, setting: Setting): readonly Outcome[] {
  const alone = rule.kind === "resource";
  const resources = alone ? [changed] : setting.resources.map((resource) => (resource === target ? changed : resource));
  const stack = new Stack(resources);
  const urns = new Set((alone ? [target] : setting.content).map(({ urn }) => urn));
  return stack
    .ofTypes(rule.types)
    .filter(({ urn }) => urns.has(urn))
    .map((subject) => judgeOne(rule, subject, stack, setting.circumstances).outcome);
}
