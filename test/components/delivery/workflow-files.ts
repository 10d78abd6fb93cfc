import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}
export interface Job {
  readonly uses?: string;
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly "timeout-minutes"?: number;
  readonly needs?: string | readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export const FOLDER = join(__dirname, "../../../.github/workflows");

export function textOf(name: string): string {
  return readFileSync(join(FOLDER, name), "utf8");
}

export function workflow(name: string): Workflow {
  return parse(textOf(name));
}

export function jobsOf(names: readonly string[]): readonly (readonly [string, Job])[] {
  return names.flatMap((name) =>
    Object.entries(workflow(name).jobs).map(([key, job]) => [`${name}: ${key}`, job] as const),
  );
}

export function stepsOf(names: readonly string[]): readonly (readonly [string, Step])[] {
  return jobsOf(names).flatMap(([name, job]) => (job.steps ?? []).map((step) => [name, step] as const));
}
