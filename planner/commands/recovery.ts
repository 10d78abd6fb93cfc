import { parseArgs } from "node:util";
import type { RecoveryStep, StackPlan } from "../plan/document";
import { renderRecovery } from "../plan/render";
import { readProject } from "../project/project";
import { chosenStacks } from "../project/stacks";
import { painter } from "../terminal/style";
import { table } from "../terminal/table";
import type { Command } from "./command";
import { planAll } from "./stacks";

const HELP = `Usage: estate recovery [stack…] [options]

Plans stacks offline and tells how each critical service would come through the loss of its first region: how
much data it would lose, how long it would be away, and by which steps. The stack names its critical services
by the component RecoveryObjectives.

Options:
  --program DIR  the Pulumi project (default: the current folder)
  --json         write the verdicts as JSON, by stack

Exit status: 0; 1 when a program fails or a target is missed; 2 for wrong usage.
`;

export const recoveryCommand: Command = {
  name: "recovery",
  summary: "tell what the loss of a region would cost each critical service, against its targets",
  help: HELP,
  async run(argv) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { program: { type: "string", default: "." }, json: { type: "boolean", default: false } },
    });
    const project = readProject(values.program);
    const plans = await planAll(project, chosenStacks(project, positionals));
    if (plans === undefined) {
      return 1;
    }
    const texts = values.json
      ? [JSON.stringify(Object.fromEntries(plans.map(({ name, recovery }) => [name, recovery])), undefined, 2)]
      : plans.map(renderStack);
    process.stdout.write(`${texts.join("\n\n")}\n`);
    return plans.every(({ recovery }) => recovery.every(({ met }) => met)) ? 0 : 1;
  },
};

function renderStack({ name, recovery }: StackPlan): string {
  const paint = painter(process.stdout);
  if (recovery.length === 0) {
    return `${paint.bold(name)}  ${paint.dim("declares no critical service")}`;
  }
  const columns = [
    { title: "    Step" },
    { title: "" },
    { title: "Loses", align: "right" as const },
    { title: "Takes", align: "right" as const },
  ];
  const services = recovery.map(
    ({ service, steps }) => `  ${paint.bold(service)}\n${table(columns, steps.map(stepRow))}`,
  );
  return [paint.bold(name), renderRecovery(recovery, paint), ...services].join("\n\n");
}

function stepRow({ urn, part, what, lossMinutes, awayMinutes }: RecoveryStep): readonly string[] {
  const where = part === "decision" ? "decision" : urn.slice(urn.lastIndexOf("::") + 2);
  return [`    ${where}`, what, minutes(lossMinutes), minutes(awayMinutes)];
}

function minutes(value: number | null): string {
  return value === null ? "no bound" : `${Math.round(value * 10) / 10} min`;
}
