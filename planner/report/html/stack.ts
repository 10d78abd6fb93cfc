import type { RecoveryFigure, StackPlan } from "../../plan/document";
import { drawDiagram } from "../diagram";
import { type Markup, markup } from "../markup";
import { criticalPath } from "./critical-path";
import { dataTable, dollars, filterField, nameOf, typeOf } from "./parts";
import { policies } from "./policies";
import { resourceTree } from "./tree";

/** Everything about one stack, under one heading. */
export async function stackSection(plan: StackPlan): Promise<Markup> {
  const id = anchorOf(plan);
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${plan.name}</h2>
<p class="quiet">${plan.system}, ${plan.environment}: ${customCount(plan)} resources, about ${dollars(plan.cost.monthlyUsd)} a month, first deployment about ${plan.deploy.minutes} minutes.</p>
<h3>Diagram</h3>
<figure class="scroll">${await drawDiagram(plan, { styled: false })}</figure>
<h3>Policy findings</h3>
${policies(plan.policy, `${id}-policies`)}
<h3>Exposure</h3>
${exposure(plan)}
${recovery(plan)}<h3>Cost</h3>
${cost(plan)}
<h3>Critical path</h3>
<p class="quiet">The longest chain of typical creation times; everything else fits beside it.</p>
${criticalPath(plan)}
<h3>Permissions</h3>
${permissions(plan, `${id}-permissions`)}
<h3>Outputs</h3>
${outputs(plan)}
<h3>Warnings</h3>
${warnings(plan)}
<h3>Resources</h3>
${filterField(`${id}-tree`, "Show resources with")}
${resourceTree(plan, `${id}-tree`)}
</section>
`;
}

/** What links to a stack's section point at. */
export function anchorOf(plan: StackPlan): string {
  return `stack-${plan.name.replace(/[^A-Za-z0-9_-]/g, "_")}`;
}

export function customCount(plan: StackPlan): number {
  return plan.resources.filter((resource) => resource.custom).length;
}

function exposure(plan: StackPlan): Markup {
  const rows = plan.exposure.map(({ urn, from, what }) => [nameOf(urn), typeOf(urn), from, what]);
  const columns = [{ title: "Resource" }, { title: "Type" }, { title: "Reached by" }, { title: "What" }];
  return rows.length === 0
    ? markup`<p>Nothing can be reached from outside.</p>`
    : dataTable("What can be reached from outside of the estate", columns, rows);
}

function cost(plan: StackPlan): Markup {
  const columns = [{ title: "What" }, { title: "Resources" }, { title: "A month", number: true }];
  const groups = new Map<string, { names: string[]; usd: number }>();
  for (const { urn, what, monthlyUsd } of plan.cost.items) {
    const group = groups.get(what) ?? { names: [], usd: 0 };
    groups.set(what, { names: [...group.names, nameOf(urn)], usd: group.usd + monthlyUsd });
  }
  const rows = [...groups]
    .sort(([, left], [, right]) => right.usd - left.usd)
    .map(([what, { names, usd }]) => [
      names.length === 1 ? what : `${names.length} × ${what}`,
      listed(names),
      dollars(usd),
    ]);
  return dataTable("List prices of what runs whether or not it is used, before tax", columns, [
    ...rows,
    ["All", "", dollars(plan.cost.monthlyUsd)],
  ]);
}

/** More names than this are in the resource tree only. */
const NAMED_LIMIT = 4;

function listed(names: readonly string[]): string {
  const more = names.length - NAMED_LIMIT;
  return `${names.slice(0, NAMED_LIMIT).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Critical services against their targets; nothing where the stack declares none. */
function recovery(plan: StackPlan): Markup {
  if (plan.recovery.length === 0) {
    return markup``;
  }
  const columns = ["Service", "Loses at worst", "Away at worst", "Verdict", "What decides"].map((title) => ({ title }));
  const rows = plan.recovery.map(({ service, rpo, rto, met }) => [
    service,
    figure(rpo),
    figure(rto),
    met ? "met" : "missed",
    `${rpo.because}; ${rto.because}`,
  ]);
  return markup`<h3>Recovery</h3>
${dataTable("Critical services, were the first region gone", columns, rows)}
`;
}

function figure({ minutes, targetMinutes }: RecoveryFigure): string {
  return `${minutes === null ? "no bound" : `${minutes} min`} of ${targetMinutes} min`;
}

function permissions(plan: StackPlan, id: string): Markup {
  if (plan.permissions.length === 0) {
    return markup`<p>This stack grants nothing.</p>`;
  }
  const columns = ["Who", "Cloud", "May do", "On", "Conditional"].map((title) => ({ title }));
  const rows = plan.permissions.map((one) => [
    nameOf(one.principal),
    one.cloud,
    one.actions.join(", "),
    one.resources.join(", "),
    one.conditional ? "yes" : "",
  ]);
  const principals = new Set(plan.permissions.map((one) => one.principal)).size;
  return markup`<details class="wide"><summary>${rows.length} permissions of ${principals} principals</summary>
${filterField(id, "Show permissions with")}
${dataTable("Who may do what, as far as this stack grants it", columns, rows, id)}</details>`;
}

function outputs(plan: StackPlan): Markup {
  const rows = Object.entries(plan.outputs).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return rows.length === 0
    ? markup`<p>None.</p>`
    : dataTable("What the stack gives out", [{ title: "Output" }, { title: "Value" }], rows);
}

function warnings(plan: StackPlan): Markup {
  const texts = [
    ...plan.warnings.map(({ urn, message }) => (urn === undefined ? message : `${nameOf(urn)}: ${message}`)),
    ...plan.unmodelled.map(
      ({ type, count }) => `${count} × ${type}: no model of this type, planned by the general rule`,
    ),
  ];
  return texts.length === 0
    ? markup`<p>None.</p>`
    : markup`<ul>${texts.map((text) => markup`<li>${text}</li>\n`)}</ul>`;
}
