import type { ProjectStack } from "../project/project";
import type { ShownValue } from "../recorder";
import type { Painter } from "../terminal/style";
import { clip, table, WIDTH, wrap } from "../terminal/table";
import type { PlannedResource, PlanWarning, RecoveryFigure, RecoveryVerdict, StackPlan } from "./document";
import type { FailureReport } from "./messages";
import { renderFindings, renderVerdict } from "./render-policies";
import { CLOUDS, summarize } from "./summary";

export interface RenderOptions {
  readonly paint: Painter;
  /** Every resource below its parent, in place of the table by component. */
  readonly tree: boolean;
}

/** One stack's plan for a terminal. */
export function renderPlan(plan: StackPlan, options: RenderOptions): string {
  const { paint } = options;
  const custom = plan.resources.filter((resource) => resource.custom).length;
  const heading = `${paint.bold(plan.name)}  ${paint.dim(`${plan.system}, ${plan.environment}: ${custom} resources`)}`;
  return [
    heading,
    options.tree ? renderTree(plan) : renderComponents(plan),
    renderOutputs(plan, paint),
    renderFigures(plan, paint),
    renderFindings(plan.policy, paint),
    renderRecovery(plan.recovery, paint),
    renderWarnings(plan, paint),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function renderComponents(plan: StackPlan): string {
  const titles = [...CLOUDS.map((cloud) => cloud.title), "Other"];
  const groups = summarize(plan);
  const used = titles.map((_title, index) => groups.some((group) => (group.counts[index] ?? 0) > 0));
  const columns = [
    { title: "Component" },
    ...[...titles.filter((_title, index) => used[index]), "All"].map((title) => ({ title, align: "right" as const })),
  ];
  const rows = groups.map((group) => [
    group.component,
    ...group.counts.filter((_count, index) => used[index]).map((count) => (count === 0 ? "" : String(count))),
    String(group.total),
  ]);
  return table(columns, rows);
}

function renderTree(plan: StackPlan): string {
  const children = new Map<string | null, PlannedResource[]>();
  for (const resource of plan.resources) {
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  }
  const lines: string[] = [];
  const walk = (resource: PlannedResource, depth: number): void => {
    const mark = resource.protect ? " [protected]" : "";
    lines.push(clip(`${"  ".repeat(depth + 1)}${resource.name}  ${resource.type}${mark}`, WIDTH));
    for (const child of children.get(resource.urn) ?? []) {
      walk(child, depth + 1);
    }
  };
  for (const root of children.get(null) ?? []) {
    walk(root, 0);
  }
  return lines.join("\n");
}

function renderOutputs(plan: StackPlan, paint: Painter): string {
  const entries = Object.entries(plan.outputs);
  if (entries.length === 0) {
    return "";
  }
  const width = Math.max(...entries.map(([key]) => key.length));
  const lines = entries.map(([key, value]) => clip(`    ${key.padEnd(width)}  ${outputText(value)}`, WIDTH));
  return [`  ${paint.bold("Outputs")}`, ...lines].join("\n");
}

function outputText(value: ShownValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function renderFigures(plan: StackPlan, paint: Painter): string {
  const { minutes, criticalPath } = plan.deploy;
  const lines = [
    `First deployment about ${minutes} minutes, by the longest chain of ${criticalPath.length} resources.`,
  ];
  if (plan.cost.items.length > 0) {
    lines.push(
      `About $${plan.cost.monthlyUsd.toFixed(0)} a month at list prices (${plan.cost.items.length} priced items).`,
    );
  }
  lines.push(`${plan.permissions.length} permissions; ${exposureText(plan)}.`);
  lines.push(...renderVerdict(plan.policy, paint));
  return lines.map((line) => `  ${line}`).join("\n");
}

function exposureText(plan: StackPlan): string {
  const open = plan.exposure.filter((one) => one.from === "internet").length;
  return open === 0
    ? "nothing is open to the internet"
    : `${open} ${open === 1 ? "place" : "places"} open to the internet`;
}

/** Critical services against their targets: what would be lost, how long each would be away, and what decides it. */
export function renderRecovery(recovery: readonly RecoveryVerdict[], paint: Painter): string {
  if (recovery.length === 0) {
    return "";
  }
  const rows = recovery.map(({ service, rpo, rto, met }) => [
    `  ${service}`,
    figureText(rpo),
    figureText(rto),
    met ? paint.good("met") : paint.bad("missed"),
  ]);
  const reasons = recovery.flatMap(({ service, rpo, rto }) =>
    [rpo, rto]
      .filter(({ minutes, targetMinutes }) => minutes === null || minutes > targetMinutes)
      .map(({ because }) => wrap(`${service}: ${because}`, 4)),
  );
  const columns = [
    { title: "  Critical service" },
    { title: "Loses at worst" },
    { title: "Away at worst" },
    { title: "" },
  ];
  return [`  ${paint.bold("Recovery from the loss of a region")}`, table(columns, rows), ...reasons].join("\n");
}

function figureText({ minutes, targetMinutes }: RecoveryFigure): string {
  return `${minutes === null ? "no bound" : `${minutes} min`} of ${targetMinutes} min`;
}

function renderWarnings(plan: StackPlan, paint: Painter): string {
  const general: readonly PlanWarning[] = plan.unmodelled.map(({ type, count }) => ({
    message: `${count} × ${type}: no model of this type, planned by the general rule`,
  }));
  const warnings = distinct([...plan.warnings, ...general]);
  if (warnings.length === 0) {
    return "";
  }
  return [`  ${paint.warn(`Warnings (${warnings.length})`)}`, ...warnings.map((one) => wrap(one.message, 4))].join(
    "\n",
  );
}

/** The same message about several resources is one line, with their number. */
function distinct(warnings: readonly PlanWarning[]): readonly PlanWarning[] {
  const counts = new Map<string, number>();
  for (const { message } of warnings) {
    counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  return [...counts].map(([message, count]) => ({ message: count === 1 ? message : `${count} times: ${message}` }));
}

/** A stack that could not be planned: what, where, and which settings it ran with. */
export function renderFailure(stack: ProjectStack, failure: FailureReport, paint: Painter): string {
  const place = [
    ...(failure.location === undefined ? [] : [`at ${failure.location}`]),
    ...(stack.settingsFile === undefined ? [] : [`settings: ${stack.settingsFile}`]),
  ];
  return [
    `${paint.bold(stack.name)}  ${paint.bad("not planned")}`,
    wrap(failure.message, 2),
    ...(place.length === 0 ? [] : [`  ${paint.dim(`(${place.join("; ")})`)}`]),
  ].join("\n");
}
