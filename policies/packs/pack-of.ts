import type { Level, Pack, Rule } from "../engine";
import { RESOURCE_TYPE_IS_KNOWN } from "../rules";

interface PackDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly rules: readonly Rule[];
}

/** Where a mistake costs little, what is not dangerous at once is told and does not stop the update. */
const LENIENT_ENVIRONMENTS: readonly string[] = ["dev", "development", "test"];

/** A pack of a family's rules. Each pack also refuses types that no rule knows, so that none can be passed in silence. */
export function packOf({ name, title, description, rules }: PackDescription): Pack {
  const entries = [...rules, RESOURCE_TYPE_IS_KNOWN].map((rule) => ({ rule, environments: lenient(rule) }));
  return { name, title, description, rules: entries };
}

function lenient(rule: Rule): Readonly<Record<string, Level>> {
  const softens = rule.severity === "low" || rule.severity === "medium";
  return softens ? Object.fromEntries(LENIENT_ENVIRONMENTS.map((environment) => [environment, "advisory"])) : {};
}
