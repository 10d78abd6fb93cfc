import type { StackPlan } from "../plan/document";
import { summarize } from "../plan/summary";
import type { ProjectStack } from "../project/project";

/** One table that sets stacks side by side. */
export interface Comparison {
  readonly stacks: readonly string[];
  readonly sections: readonly ComparedSection[];
}

export interface ComparedSection {
  readonly title: string;
  readonly rows: readonly ComparedRow[];
}

export interface ComparedRow {
  readonly what: string;
  /** One for each stack, in their order. */
  readonly values: readonly string[];
}

/** A stack's plan, and the settings that it came from. */
export interface ComparedStack {
  readonly plan: StackPlan;
  readonly stack: ProjectStack;
}

/** Stands where a stack has no such setting. */
const ABSENT = "–";

/**
 * Sets stacks side by side: their figures, the settings in which they differ, and what each component consists of.
 *
 * @param unnamed settings whose paths fit are left out, such as account numbers, which differ and say nothing
 */
export function compareStacks(stacks: readonly ComparedStack[], unnamed?: RegExp): Comparison {
  const plans = stacks.map(({ plan }) => plan);
  return {
    stacks: plans.map((plan) => plan.name),
    sections: [
      { title: "Figures", rows: figures(plans) },
      { title: "Settings that differ", rows: differences(stacks, unnamed) },
      { title: "Resources by component", rows: components(plans) },
    ].filter((section) => section.rows.length > 0),
  };
}

function figures(plans: readonly StackPlan[]): readonly ComparedRow[] {
  const row = (what: string, read: (plan: StackPlan) => string | number): ComparedRow => ({
    what,
    values: plans.map((plan) => String(read(plan))),
  });
  return [
    row("US dollars a month, at rest", (plan) => plan.cost.monthlyUsd.toFixed(0)),
    row("Minutes of a first deployment", (plan) => plan.deploy.minutes),
    row("Resources", (plan) => plan.resources.filter((one) => one.custom).length),
    row("Protected from deletion", (plan) => plan.resources.filter((one) => one.protect && one.custom).length),
    row("Permissions", (plan) => plan.permissions.length),
    row("Ways in from outside", (plan) => plan.exposure.length),
  ];
}

function differences(stacks: readonly ComparedStack[], unnamed: RegExp | undefined): readonly ComparedRow[] {
  const flat = stacks.map(({ stack }) => settingsOf(stack));
  const keys = [...new Set(flat.flatMap((settings) => [...settings.keys()]))];
  const rows = keys
    .filter((key) => unnamed === undefined || !unnamed.test(key))
    .map((key) => ({ what: key, values: flat.map((settings) => settings.get(key) ?? ABSENT) }))
    .filter(({ values }) => new Set(values).size > 1);
  return folded(rows);
}

/** Siblings of the same values share a row from this number on. */
const ALIKE = 3;

/** `services.a.cpu`, `services.b.cpu` and `services.c.cpu` of the same values become `services.*.cpu`. */
function folded(rows: readonly ComparedRow[]): readonly ComparedRow[] {
  const signatureOf = ({ what, values }: ComparedRow): string => [starred(what), ...values].join("\n");
  const counts = new Map<string, number>();
  for (const row of rows) {
    counts.set(signatureOf(row), (counts.get(signatureOf(row)) ?? 0) + 1);
  }
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const signature = signatureOf(row);
    if ((counts.get(signature) ?? 0) < ALIKE) {
      return [row];
    }
    const first = !seen.has(signature);
    seen.add(signature);
    return first ? [{ ...row, what: starred(row.what) }] : [];
  });
}

function starred(path: string): string {
  return path.replace(/[^.]+(\.[^.]+)$/, "*$1");
}

/** Every setting by its path, without the project's name before it; what is secret shows as such. */
function settingsOf(stack: ProjectStack): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const [key, text] of Object.entries(stack.config)) {
    const path = key.replace(/^[^:]*:/, "");
    flatten(path, stack.secretConfig.includes(key) ? "[secret]" : parsed(text), settings);
  }
  return settings;
}

function flatten(path: string, value: unknown, into: Map<string, string>): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, member] of Object.entries(value)) {
      flatten(path === "settings" ? key : `${path}.${key}`, member, into);
    }
  } else {
    into.set(path, Array.isArray(value) ? value.map(plain).join(", ") : plain(value));
  }
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parsed(text: string): unknown {
  if (!/^[[{]/.test(text)) {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function components(plans: readonly StackPlan[]): readonly ComparedRow[] {
  const counts = plans.map((plan) => new Map(summarize(plan).map(({ component, total }) => [component, total])));
  const names = [...new Set(counts.flatMap((count) => [...count.keys()]))];
  return names.map((what) => ({ what, values: counts.map((count) => String(count.get(what) ?? ABSENT)) }));
}
