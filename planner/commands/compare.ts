import { parseArgs } from "node:util";
import { UsageError } from "../errors";
import { readProject } from "../project/project";
import { chosenStacks } from "../project/stacks";
import { type Comparison, compareStacks } from "../report/compare";
import { markdownTable } from "../report/markdown";
import { painter } from "../terminal/style";
import { clip, table } from "../terminal/table";
import type { Command } from "./command";
import { planAll } from "./stacks";

const HELP = `Usage: estate compare <stack> <stack>… [options]

Plans the stacks offline and sets them side by side: cost, minutes, resources, the settings in which they
differ, and the resources of each component.

Options:
  --program DIR  the Pulumi project (default: the current folder)
  --markdown     write the table as Markdown

Exit status: 0; 1 when a program fails; 2 for wrong usage.
`;

/** One stack has nothing to be compared with. */
const FEWEST = 2;

export const compareCommand: Command = {
  name: "compare",
  summary: "set stacks side by side: cost, settings that differ, resources",
  help: HELP,
  async run(argv) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { program: { type: "string", default: "." }, markdown: { type: "boolean", default: false } },
    });
    const project = readProject(values.program);
    if (positionals.length < FEWEST) {
      throw new UsageError(
        `compare takes two stacks or more; there are: ${project.stacks.map((one) => one.name).join(", ")}`,
      );
    }
    const stacks = chosenStacks(project, positionals);
    const plans = await planAll(project, stacks);
    if (plans === undefined) {
      return 1;
    }
    const compared = stacks.flatMap((stack, index) => {
      const plan = plans[index];
      return plan === undefined ? [] : [{ plan, stack }];
    });
    const comparison = compareStacks(compared);
    process.stdout.write(values.markdown ? `${comparisonMarkdown(comparison)}\n` : comparisonText(comparison));
    return 0;
  },
};

/** One table; a row in bold begins each section. */
export function comparisonMarkdown({ stacks, sections }: Comparison): string {
  const rows = sections.flatMap((section) => [
    [`**${section.title}**`, ...stacks.map(() => "")],
    ...section.rows.map(({ what, values }) => [what, ...values]),
  ]);
  return markdownTable(
    ["", ...stacks],
    rows,
    stacks.map((_stack, index) => index + 1),
  );
}

/** Characters of a value that a terminal gets to see; the Markdown has them all. */
const VALUE_WIDTH = 20;

function comparisonText({ stacks, sections }: Comparison): string {
  const paint = painter(process.stdout);
  return sections
    .map(({ title, rows }) => {
      const columns = [{ title: "" }, ...stacks.map((stack) => ({ title: stack, align: "right" as const }))];
      const cells = rows.map(({ what, values }) => [what, ...values.map((value) => clip(value, VALUE_WIDTH))]);
      return `${paint.bold(title)}\n${table(columns, cells)}\n`;
    })
    .join("\n");
}
