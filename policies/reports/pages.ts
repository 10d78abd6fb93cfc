import {
  DEFAULT_THRESHOLDS,
  OTHER_ENVIRONMENTS,
  type Pack,
  packLevel,
  type Rule,
  thresholdsSchema,
  type Waiver,
} from "../engine";
import { printedReferences } from "./frameworks";
import { CLOUDS, coverage, uniqueRules } from "./listing";
import { table } from "./markdown";

/** The page of a pack: each of its rules under an anchor of its own. */
export function packPage(pack: Pack): string {
  const rules = pack.rules.map(({ rule }) => rule);
  return [
    `# Policy pack: ${pack.title}`,
    "",
    pack.description,
    "",
    `\`pulumi preview --policy-pack policies/packs/${pack.name}\` in a clone of this repository. In a project of one's own, after`,
    "`npm install --save-dev multicloud-estate @pulumi/policy`:",
    "",
    `\`pulumi preview --policy-pack node_modules/multicloud-estate/dist/policies/packs/${pack.name}\``,
    "",
    ...table(
      ["Rule", "Severity", "Level", "In dev"],
      pack.rules.map((entry) => [
        `[${entry.rule.id}](#${entry.rule.id})`,
        entry.rule.severity,
        packLevel(entry, "prod"),
        packLevel(entry, "dev"),
      ]),
    ),
    "",
    ...rules.flatMap(ruleSection),
  ].join("\n");
}

function ruleSection(rule: Rule): readonly string[] {
  const references = printedReferences(rule).map(({ framework, control }) => `${framework} ${control}`);
  return [
    `## ${rule.id}`,
    "",
    `**${rule.title}.** ${rule.why}`,
    "",
    `*Fix.* ${rule.fix.text}`,
    "",
    `\`\`\`${rule.fix.language ?? "typescript"}`,
    rule.fix.code,
    "```",
    "",
    `Judges ${rule.kind === "stack" ? "across resources" : "each resource"}: ${rule.types.map((type) => (type === "*" ? "every type" : `\`${type}\``)).join(", ")}.`,
    "",
    references.length === 0 ? `Serves no control: ${rule.unmapped ?? ""}` : `Serves ${references.join("; ")}.`,
    ...(rule.thresholds === undefined
      ? []
      : ["", `Thresholds: ${rule.thresholds.map((name) => `\`${name}\``).join(", ")}.`]),
    ...(rule.remediate === undefined ? [] : ["", "Can be remediated: set its level to `remediate`."]),
    "",
  ];
}

/** The index of all packs, with the coverage matrix. */
export function indexPage(packs: readonly Pack[]): string {
  const rules = uniqueRules(packs);
  return [
    "# Policies",
    "",
    `${rules.length} rules in ${packs.length} packs, generated from their sources. A rule has four outcomes: pass, violation, not`,
    "applicable, and undecided: a value that is not known yet is listed, and never counts as a pass.",
    "",
    ...table(
      ["Pack", "Rules", "What it holds an estate to"],
      packs.map(({ name, title, rules: own, description }) => [
        `[${title}](${name}.md)`,
        String(own.length),
        description,
      ]),
    ),
    "",
    ...configuration(),
    "## Coverage",
    "",
    ...table(
      ["", "Rules", ...CLOUDS],
      coverage(packs).map(({ row, rules: count, byCloud }) => [
        row,
        String(count),
        ...CLOUDS.map((cloud) => String(byCloud[cloud])),
      ]),
    ),
    "",
  ].join("\n");
}

/** How levels, thresholds, the environment and waivers are set, for the engine and for the plan. */
function configuration(): readonly string[] {
  return [
    "## Configuration",
    "",
    "Levels and thresholds are a pack's configuration, by rule: `pulumi up --policy-pack DIR --policy-pack-config FILE` with",
    "",
    "```json",
    JSON.stringify(
      {
        "log-group-keeps-logs": { enforcementLevel: "mandatory", logRetentionDays: 90 },
        "listener-requires-tls": "remediate",
        "function-in-own-network": "disabled",
      },
      undefined,
      2,
    ),
    "```",
    "",
    "A level is `advisory`, `mandatory`, `remediate` or `disabled`. Each rule's page names its thresholds:",
    "",
    ...table(
      ["Threshold", "What it is", "Default"],
      Object.entries(thresholdsSchema.shape).map(([name, schema]) => [
        `\`${name}\``,
        schema.description ?? "",
        `\`${JSON.stringify(Object.entries(DEFAULT_THRESHOLDS).find(([key]) => key === name)?.[1])}\``,
      ]),
    ),
    "",
    "**Environment.** Levels differ by environment: `estate plan` reads it from the setting `environment`, a pack from the",
    "variable `ESTATE_ENVIRONMENT`, both else from the stack's name, of which the last word counts that names one (`prod` in",
    `\`shop-prod-eu\`). ${OTHER_ENVIRONMENTS.map((name) => `\`${name}\``).join(", ")} are known not to be production.`,
    "Every other environment, as `live`, is judged as production.",
    "",
    "**Waivers.** A project of one's own keeps them in `policies/waivers.json` beside its `Pulumi.yaml`, where `estate plan`",
    "finds them; packs read the file that the variable `ESTATE_WAIVERS` names, by its whole path. A waiver lets one rule be",
    "broken by one resource, for a year at most; one that has expired, or that nothing needs, fails as a mandatory rule does:",
    "",
    "```json",
    JSON.stringify([SAMPLE_WAIVER], undefined, 2),
    "```",
    "",
  ];
}

const SAMPLE_WAIVER: Waiver = {
  rule: "table-encrypted-with-customer-key",
  stack: "shop-dev",
  resource: "aws:dynamodb/table:Table::carts",
  reason: "Carts of development hold made-up orders only.",
  owner: "carts-team",
  expires: "2027-06-30",
};

/** Every generated page by its file name. */
export function pages(packs: readonly Pack[]): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ["README.md", indexPage(packs)],
    ...packs.map((pack) => [`${pack.name}.md`, packPage(pack)]),
  ]);
}
