import { type Level, type Pack, packLevel, type Rule, stricter } from "../engine";
import { printedReferences } from "./frameworks";

/** What `estate policies --json` prints: the contract with those who read it. */
export interface RuleListing {
  readonly rules: readonly ListedRule[];
}

export interface ListedRule {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly types: readonly string[];
  readonly frameworks: readonly string[];
  readonly packs: readonly string[];
  /** The strictest level that a pack gives the rule, before any configuration. */
  readonly levels: { readonly production: Level; readonly development: Level };
}

/** Every rule of the packs, in the order of its id. */
export function listRules(packs: readonly Pack[]): RuleListing {
  const rules = uniqueRules(packs);
  return {
    rules: rules.map((rule) => ({
      id: rule.id,
      title: rule.title,
      severity: rule.severity,
      types: rule.types,
      frameworks: printedReferences(rule).map(({ framework, control }) => `${framework} ${control}`),
      packs: packs.filter((pack) => pack.rules.some((entry) => entry.rule.id === rule.id)).map(({ name }) => name),
      levels: { production: levelIn("prod", rule, packs), development: levelIn("dev", rule, packs) },
    })),
  };
}

function levelIn(environment: string, rule: Rule, packs: readonly Pack[]): Level {
  const entries = packs.flatMap(({ rules }) => rules.filter((entry) => entry.rule.id === rule.id));
  return entries.map((entry) => packLevel(entry, environment)).reduce(stricter);
}

export function uniqueRules(packs: readonly Pack[]): readonly Rule[] {
  const byId = new Map(packs.flatMap(({ rules }) => rules.map(({ rule }) => [rule.id, rule] as const)));
  return [...byId.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** Which cloud's types each framework and pack reaches: rows of a matrix. */
export interface Coverage {
  readonly row: string;
  readonly rules: number;
  readonly byCloud: Readonly<Record<Cloud, number>>;
}

export const CLOUDS = ["aws", "gcp", "azure-native", "kubernetes"] as const;
export type Cloud = (typeof CLOUDS)[number];

/** How many rules each pack and each framework has, in all and by cloud. */
export function coverage(packs: readonly Pack[]): readonly Coverage[] {
  const rules = uniqueRules(packs);
  const frameworks = new Set(rules.flatMap((rule) => printedReferences(rule).map(({ framework }) => framework)));
  return [
    ...packs.map((pack) =>
      row(
        `pack ${pack.name}`,
        pack.rules.map(({ rule }) => rule),
      ),
    ),
    ...[...frameworks].sort().map((framework) =>
      row(
        framework,
        rules.filter((rule) => printedReferences(rule).some((reference) => reference.framework === framework)),
      ),
    ),
    row("all", rules),
  ];
}

function row(name: string, rules: readonly Rule[]): Coverage {
  const count = (cloud: Cloud): number =>
    rules.filter(({ types }) => types.some((type) => type.startsWith(`${cloud}:`))).length;
  return {
    row: name,
    rules: rules.length,
    byCloud: {
      aws: count("aws"),
      gcp: count("gcp"),
      "azure-native": count("azure-native"),
      kubernetes: count("kubernetes"),
    },
  };
}
