import type { Waiver } from "../../policies/engine";
import type { Rendering } from "../render";

/** What the parent tells a worker: one stack of one project. */
export interface WorkOrder {
  readonly directory: string;
  readonly workingDirectory: string;
  readonly entry: string;
  /** The compiled program; absent for an ECMAScript module, which a loader compiles. */
  readonly bundleFile?: string;
  readonly project: string;
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfig: readonly string[];
  /** Names of the policy packs that judge the stack. */
  readonly packs: readonly string[];
  /** The project's own waivers, beside ours. */
  readonly waivers: readonly Waiver[];
  /** The day on which waivers are judged: `2026-11-21`. */
  readonly today: string;
  /** Whether to record with unknown values as well, and compare. */
  readonly preview: PreviewMode;
  /** Folder that receives the policy reports: SARIF, JUnit, Markdown. */
  readonly reportsFolder?: string;
  /** Also find the manifests that the stack renders. */
  readonly render: boolean;
  /** Record file and line of everything: slower, and used only to explain a failure. */
  readonly traces: boolean;
  /** File that receives the result as JSON. */
  readonly resultFile: string;
}

/**
 * When a program is recorded with unknown values too: `needed` where a resource may hang on a value; `always` also judges the
 * policies on what a preview knows.
 */
export type PreviewMode = (typeof PREVIEW_MODES)[number];
export const PREVIEW_MODES = ["never", "needed", "always"] as const;

/** What a parent tells a worker later: that the program is compiled, or that it should say what it waits for. */
export const COMPILED = { kind: "compiled" } as const;
export const REPORT = { kind: "report" } as const;

/** What a worker tells its parent while it runs. */
export type WorkerMessage =
  | { readonly kind: "progress"; readonly registered: number; readonly last: string }
  | { readonly kind: "waiting"; readonly pending: readonly string[] }
  | { readonly kind: "memory"; readonly peakKib: number };

/** What the result file holds. */
export type WorkResult<Plan> =
  | { readonly kind: "plan"; readonly plan: Plan; readonly rendering?: Rendering }
  | { readonly kind: "failure"; readonly failure: FailureReport };

/** Why a stack could not be planned, for a person to read. */
export interface FailureReport {
  readonly message: string;
  /** `file:line:column`, relative to the project. */
  readonly location?: string;
  /** A second run with stack traces would say no more. */
  readonly final?: boolean;
}
