import { parseArgs } from "node:util";
import { CLOUDS, coverage, listRules, PACKS } from "../../policies";
import { painter } from "../terminal/style";
import { table } from "../terminal/table";
import type { Command } from "./command";
import { checkOutputs, writeOutput } from "./target";

const HELP = `Usage: estate policies [options]

Lists the policy rules: how severe each is, its level in production and in development, the packs that
hold it, and how many rules each pack and each framework has for each cloud. docs/policies explains
every rule, with a fix.

Options:
  --json FILE|-   write the rules as JSON:
                  { rules: [{ id, title, severity, types, frameworks, packs, levels }] }

Exit status: 0; 2 for wrong usage.
`;

/** How each cloud's packages are called in the table. */
const CLOUD_TITLES: Readonly<Record<(typeof CLOUDS)[number], string>> = {
  aws: "AWS",
  gcp: "GCP",
  "azure-native": "Azure",
  kubernetes: "Kubernetes",
};

export const policiesCommand: Command = {
  name: "policies",
  summary: "list the policy rules, their packs and what they cover",
  help: HELP,
  async run(argv) {
    const { values } = parseArgs({ args: [...argv], options: { json: { type: "string" } } });
    checkOutputs({ files: { "--json": values.json } });
    const listing = listRules(PACKS);
    if (values.json !== undefined) {
      writeOutput("--json", values.json, `${JSON.stringify(listing, undefined, 2)}\n`);
      if (values.json === "-") {
        return 0;
      }
    }
    const paint = painter(process.stdout);
    const rules = listing.rules.map((rule) => [
      rule.id,
      rule.severity,
      rule.levels.production,
      rule.levels.development,
      packsText(rule.packs),
    ]);
    const right = "right" as const;
    const matrix = coverage(PACKS).map(({ row, rules: all, byCloud }) => [
      row,
      String(all),
      ...CLOUDS.map((cloud) => String(byCloud[cloud])),
    ]);
    process.stdout.write(
      [
        paint.bold(`${listing.rules.length} rules`),
        table(
          ["Rule", "Severity", "Production", "Dev", "Packs"].map((title) => ({ title })),
          rules,
        ),
        "",
        paint.bold("Coverage: rules by pack and framework, and by cloud"),
        table(
          [
            { title: "" },
            { title: "Rules", align: right },
            ...CLOUDS.map((cloud) => ({ title: CLOUD_TITLES[cloud], align: right })),
          ],
          matrix,
        ),
        "",
      ].join("\n"),
    );
    return 0;
  },
};

/** A rule that every pack holds is told so, in place of all their names. */
function packsText(packs: readonly string[]): string {
  return packs.length === PACKS.length ? "all" : packs.join(", ");
}
