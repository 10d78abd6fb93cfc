import { type Pack, packLevel, type Rule } from "../engine";
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
    ...(references.length === 0 ? [] : ["", `Serves ${references.join("; ")}.`]),
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

/** Every generated page by its file name. */
export function pages(packs: readonly Pack[]): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ["README.md", indexPage(packs)],
    ...packs.map((pack) => [`${pack.name}.md`, packPage(pack)]),
  ]);
}
