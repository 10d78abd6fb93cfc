/** The tags that every resource of an estate carries, as SPEC.md's common rules ask. */
export interface EstateTags {
  /** The system that the resource belongs to: `cloudmart`. */
  readonly system: string;
  /** `dev`, `staging`, `prod`. */
  readonly environment: string;
  /** The team that answers for it. */
  readonly owner: string;
}

/** Longest label value on Google Cloud, in characters (Resource Manager documentation, read 2026-11). */
const LABEL_LIMIT = 63;

/** AWS and Azure tags. */
export function tags(estate: EstateTags): Record<string, string> {
  return { system: estate.system, environment: estate.environment, owner: estate.owner };
}

/** Google Cloud labels: the same, in the characters that labels take. */
export function labels(estate: EstateTags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags(estate)).map(([key, value]) => [key, labelValue(value)]));
}

function labelValue(value: string): string {
  return value
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .slice(0, LABEL_LIMIT);
}
