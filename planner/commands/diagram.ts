import { parseArgs } from "node:util";
import { UsageError } from "../errors";
import { readProject } from "../project/project";
import { chosenStacks } from "../project/stacks";
import { drawDiagram } from "../report";
import type { Command } from "./command";
import { planAll } from "./stacks";
import { checkOutputs, writeOutput } from "./target";

const HELP = `Usage: estate diagram <stack> [options]

Plans one stack offline and draws it as SVG: its components where they stand, and what joins them.

Options:
  --program DIR  the Pulumi project (default: the current folder)
  --out FILE|-   where the picture goes (default: standard output)

Exit status: 0; 1 when the program fails; 2 for wrong usage.
`;

export const diagramCommand: Command = {
  name: "diagram",
  summary: "draw a stack as SVG: components, places, connections, permissions",
  help: HELP,
  async run(argv) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { program: { type: "string", default: "." }, out: { type: "string", default: "-" } },
    });
    const project = readProject(values.program);
    if (positionals.length !== 1) {
      const there = project.stacks.map((one) => one.name).join(", ");
      throw new UsageError(`diagram takes one stack; there are: ${there}`);
    }
    checkOutputs({ files: { "--out": values.out } });
    const [plan] = (await planAll(project, chosenStacks(project, positionals))) ?? [];
    if (plan === undefined) {
      return 1;
    }
    const { text } = await drawDiagram(plan);
    writeOutput("--out", values.out, `${text}\n`);
    return 0;
  },
};
