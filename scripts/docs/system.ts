import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { comparisonMarkdown } from "../../planner/commands/compare";
import type { StackPlan } from "../../planner/plan/document";
import { readProject } from "../../planner/project/project";
import { drawDiagram } from "../../planner/report";
import { ClaimChecker } from "../../planner/report/claims";
import { compareStacks } from "../../planner/report/compare";
import { markdownTable, replaceBetweenMarks } from "../../planner/report/markdown";
import type { SpecLine } from "../../test/stacks/spec-line";
import type { DocumentedSystem } from "./systems";

/** Settings that name accounts: every environment has its own, and nobody compares them. */
const ACCOUNTS = /^(environment|owner)$|accountId|project|subscriptionId|tenantId|administrators|subdomain/i;

/** A line of the requirements, and where the plan realises it. */
export interface CheckedLine extends SpecLine {
  readonly holds: boolean;
  readonly found: readonly string[];
}

/** Every line of a system's requirements against the plan of its production. */
export function checkSpec(root: string, system: DocumentedSystem, plans: readonly StackPlan[]): readonly CheckedLine[] {
  const checker = new ClaimChecker(planOf(plans, system.production), (file) => {
    const path = join(root, file);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  });
  return system.spec.map((line) => {
    const findings = line.where.map((claim) => checker.check(claim));
    return { ...line, holds: findings.every(({ holds }) => holds), found: findings.map(({ where }) => where) };
  });
}

export function specDocument(root: string, system: DocumentedSystem, plans: readonly StackPlan[]): string {
  const lines = checkSpec(root, system, plans);
  const parts = [...new Set(lines.map((line) => line.part))];
  const open = lines.filter((line) => !line.holds).length;
  const state = open === 0 ? `All ${lines.length} lines hold.` : `${open} of ${lines.length} lines do not hold yet.`;
  return `# ${system.title}, line by line

Made by \`npm run docs\`: each component, arrow and figure of the requirements, and where the plan of
\`${system.production}\` realises it. \`test/stacks/${system.name}-spec/\` holds the claims; a test fails when one does not
hold. ${state}

${parts.map((part) => `## ${part}\n\n${partTable(lines.filter((line) => line.part === part))}`).join("\n\n")}
`;
}

function partTable(lines: readonly CheckedLine[]): string {
  return markdownTable(
    ["Line", "Where"],
    lines.map(({ line, holds, found, note }) => [
      line,
      [`${holds ? "" : "**Not yet.** "}${found.join("; ")}`, ...(note === undefined ? [] : [`*${note}*`])].join("<br>"),
    ]),
  );
}

export async function diagramDocument(system: DocumentedSystem, plans: readonly StackPlan[]): Promise<string> {
  return `${(await drawDiagram(planOf(plans, system.production))).text}\n`;
}

/** The README with its generated parts brought up to date. */
export function readmeDocument(root: string, system: DocumentedSystem, plans: readonly StackPlan[]): string {
  const readme = readFileSync(join(root, `stacks/${system.name}/README.md`), "utf8");
  const compared = replaceBetweenMarks(readme, "comparison", comparisonTable(root, system, plans));
  return replaceBetweenMarks(compared, "cost", costTable(planOf(plans, system.production)));
}

function comparisonTable(root: string, system: DocumentedSystem, plans: readonly StackPlan[]): string {
  const { stacks } = readProject(root);
  const compared = system.stacks.flatMap((name) => {
    const stack = stacks.find((one) => one.name === name);
    return stack === undefined ? [] : [{ plan: planOf(plans, name), stack }];
  });
  return comparisonMarkdown(compareStacks(compared, ACCOUNTS));
}

/** Items below this, in US dollars a month, are summed up. */
const SMALL = 5;

function costTable(plan: StackPlan): string {
  const sums = new Map<string, { usd: number; count: number }>();
  for (const { what, monthlyUsd } of plan.cost.items) {
    const { usd, count } = sums.get(what) ?? { usd: 0, count: 0 };
    sums.set(what, { usd: usd + monthlyUsd, count: count + 1 });
  }
  const all = [...sums].sort(([, left], [, right]) => right.usd - left.usd);
  const large = all.filter(([, { usd }]) => usd >= SMALL);
  const small = all.filter(([, { usd }]) => usd < SMALL);
  const dollars = (usd: number): string => `$${usd.toFixed(2)}`;
  return markdownTable(
    ["What", "A month"],
    [
      ...large.map(([what, { usd, count }]) => [count === 1 ? what : `${count} × ${what}`, dollars(usd)]),
      [`${small.length} smaller kinds of item`, dollars(small.reduce((sum, [, { usd }]) => sum + usd, 0))],
      ["**All**", `**${dollars(plan.cost.monthlyUsd)}**`],
    ],
    [1],
  );
}

function planOf(plans: readonly StackPlan[], name: string): StackPlan {
  const plan = plans.find((one) => one.name === name);
  if (plan === undefined) {
    throw new Error(`"${name}" was not planned; there are: ${plans.map((one) => one.name).join(", ")}`);
  }
  return plan;
}
