import type { Painter } from "../terminal/style";
import { table, wrap } from "../terminal/table";
import { renderFailover } from "./failover/render";
import { isClean, type RehearsalDocument, type StackReport } from "./report";

/** Problems of one stack that are shown; the JSON holds all. */
const SHOWN_PROBLEMS = 20;
const INDENT = 4;

/** The rehearsal for people: one row per stack, and what went wrong. */
export function renderRehearsal(document: RehearsalDocument, paint: Painter): string {
  const rows = document.stacks.map((stack) => [
    stack.name,
    String(stack.operations.length),
    `${stack.minutes}`,
    `${stack.laterMinutes.destroy}`,
    String(stack.retained.length),
    String(stack.leftovers.length),
    stack.faults.injected === 0 ? "–" : `${stack.faults.survived} of ${stack.faults.injected}`,
  ]);
  const titles = ["Stack", "Operations", "Up, min", "Destroy, min", "Retained", "Left over", "Faults survived"];
  const columns = titles.map((title, index) => (index === 0 ? { title } : { title, align: "right" as const }));
  const failed = document.stacks.filter((stack) => !isClean(stack));
  const verdict =
    failed.length === 0
      ? paint.good("Everything came up, changed, went down, and left nothing.")
      : paint.bad(`${failed.length} of ${document.stacks.length} stacks failed.`);
  return `${[
    table(columns, rows),
    "",
    ...document.stacks.flatMap(({ name, failovers }) => failovers.map((one) => renderFailover(name, one, paint))),
    ...failed.flatMap((stack) => problemLines(stack, paint)),
    ...skippedLines(document),
    `  ${verdict} Seed ${document.seed}: --seed ${document.seed} repeats this run.`,
  ].join("\n")}\n`;
}

function skippedLines({ skipped }: RehearsalDocument): readonly string[] {
  const names = skipped.map(({ stack, scenario }) => `${stack} ${scenario}`);
  return names.length === 0
    ? []
    : [wrap(`Not begun, for want of time or of a stack that stands: ${names.join(", ")}.`, 2), ""];
}

function problemLines(stack: StackReport, paint: Painter): readonly string[] {
  const problems = [
    ...stack.problems,
    ...stack.leftovers.map((one) => `left over: ${one}`),
    ...stack.faults.failed.flatMap(({ scenario, problems: found }) =>
      found.map((one) => `fault "${scenario}": ${one}`),
    ),
  ];
  const more = problems.length - SHOWN_PROBLEMS;
  return [
    `  ${paint.bold(stack.name)}`,
    ...problems.slice(0, SHOWN_PROBLEMS).map((problem) => wrap(problem, INDENT)),
    ...(more > 0 ? [`    and ${more} more`] : []),
    "",
  ];
}
