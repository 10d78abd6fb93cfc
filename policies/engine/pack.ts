import type { Rule } from "./rule";
import type { Level } from "./settings";

/** A rule in a pack. */
export interface PackEntry {
  readonly rule: Rule;
  /** @default "mandatory", for severity low "advisory" */
  readonly level?: Level;
  /** Levels in single environments. */
  readonly environments?: Readonly<Record<string, Level>>;
}

/** A list of rules with their levels. */
export interface Pack {
  /** `least-privilege`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly rules: readonly PackEntry[];
}

/** The level of a rule in an environment, before the stack's settings. */
export function packLevel(entry: PackEntry, environment: string): Level {
  const usual = entry.rule.severity === "low" ? "advisory" : "mandatory";
  return entry.environments?.[environment] ?? entry.level ?? usual;
}
