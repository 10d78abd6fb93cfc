import type { PlannedResource, StackPlan } from "./document";

/** The clouds in the order in which they are shown, with the packages whose resources count for each. */
export const CLOUDS = [
  { title: "AWS", packages: ["aws"] },
  { title: "GCP", packages: ["gcp"] },
  { title: "Azure", packages: ["azure-native"] },
  { title: "Kubernetes", packages: ["kubernetes"] },
] as const;

/** How many resources a top-level component holds, by cloud. */
export interface ComponentSummary {
  readonly component: string;
  /** By cloud, in the order of {@link CLOUDS}, then everything else. */
  readonly counts: readonly number[];
  readonly total: number;
}

/** Counts the custom resources below each top-level component; what stands at the top itself is one more group. */
export function summarize(plan: StackPlan): readonly ComponentSummary[] {
  const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
  const groups = new Map<string, number[]>();
  for (const resource of plan.resources) {
    if (!resource.custom) {
      continue;
    }
    const top = topOf(resource, byUrn);
    const component = top.custom ? "(no component)" : `${top.name} (${kindOf(top.type)})`;
    const counts = groups.get(component) ?? new Array<number>(CLOUDS.length + 1).fill(0);
    const index = cloudIndex(resource.type);
    counts[index] = (counts[index] ?? 0) + 1;
    groups.set(component, counts);
  }
  return [...groups].map(([component, counts]) => ({
    component,
    counts,
    total: counts.reduce((sum, count) => sum + count, 0),
  }));
}

/** The ancestor that stands directly below the stack, or below the one component that wraps a whole system. */
function topOf(resource: PlannedResource, byUrn: ReadonlyMap<string, PlannedResource>): PlannedResource {
  const parent = resource.parent === null ? undefined : byUrn.get(resource.parent);
  return parent === undefined || parent.type === "pulumi:pulumi:Stack" ? resource : topOf(parent, byUrn);
}

function kindOf(type: string): string {
  return type.split(":").at(-1) ?? type;
}

function cloudIndex(type: string): number {
  const [packageName = ""] = type.split(":");
  const index = CLOUDS.findIndex((cloud) => (cloud.packages as readonly string[]).includes(packageName));
  return index === -1 ? CLOUDS.length : index;
}
