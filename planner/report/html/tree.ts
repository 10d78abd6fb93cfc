import type { PlannedResource, StackPlan } from "../../plan/document";
import { type Markup, markup } from "../markup";

/** Longest rendering of a resource's inputs, in characters; the rest is in the JSON. */
const INPUTS_LIMIT = 4000;

/** Every resource below its parent, to be opened; a resource shows its inputs. */
export function resourceTree(plan: StackPlan, id: string): Markup {
  const children = new Map<string | null, PlannedResource[]>();
  for (const resource of plan.resources) {
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  }
  const stack = plan.resources.find((resource) => resource.parent === null);
  const top = [...(children.get(stack?.urn ?? null) ?? [])].sort(
    (left, right) => Number(left.custom) - Number(right.custom),
  );
  return markup`<div class="tree" id="${id}">
${top.map((resource) => branch(resource, children))}</div>`;
}

function branch(resource: PlannedResource, children: ReadonlyMap<string | null, readonly PlannedResource[]>): Markup {
  const below = children.get(resource.urn) ?? [];
  const search = `${resource.name} ${resource.type}`.toLowerCase();
  const count = countBelow(resource.urn, children);
  const title = markup`<span class="name">${resource.name}</span> <code class="quiet">${resource.type}</code>${marks(resource, count)}`;
  const inputs = inputsOf(resource);
  if (below.length === 0 && inputs === undefined) {
    return markup`<div class="leaf" data-item="${search}">${title}</div>\n`;
  }
  const kind = below.length > 0 ? "branch" : "resource";
  const own = inputs === undefined ? markup`` : markup`<pre>${inputs}</pre>`;
  return markup`<details class="${kind}" data-item="${search}"><summary>${title}</summary>${own}
${below.map((child) => branch(child, children))}</details>\n`;
}

function marks(resource: PlannedResource, below: number): Markup {
  return markup`${below > 0 ? markup` <span class="quiet">${below}</span>` : markup``}${
    resource.protect ? markup` <span class="mark">protected</span>` : markup``
  }`;
}

/** Custom resources below a component. */
function countBelow(urn: string, children: ReadonlyMap<string | null, readonly PlannedResource[]>): number {
  return (children.get(urn) ?? []).reduce(
    (sum, child) => sum + (child.custom ? 1 : 0) + countBelow(child.urn, children),
    0,
  );
}

function inputsOf({ inputs, custom }: PlannedResource): string | undefined {
  if (!custom || Object.keys(inputs).length === 0) {
    return undefined;
  }
  const text = JSON.stringify(inputs, undefined, 2);
  return text.length <= INPUTS_LIMIT
    ? text
    : `${text.slice(0, INPUTS_LIMIT)}\n… ${text.length - INPUTS_LIMIT} more characters; the whole is in the JSON`;
}
