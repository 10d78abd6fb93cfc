import type { ShownValue } from "../recorder";

/** Version of the plan's JSON contract; it changes when a field changes its meaning or goes. */
export const PLAN_VERSION = 1;

/** What `estate plan --json` writes. It holds no clock time: the same program and settings give the same bytes. */
export interface PlanDocument {
  readonly version: typeof PLAN_VERSION;
  readonly stacks: readonly StackPlan[];
}

export interface StackPlan {
  readonly name: string;
  readonly system: string;
  readonly environment: string;
  /** Sorted by URN. */
  readonly resources: readonly PlannedResource[];
  readonly outputs: ShownObject;
  readonly policy: PolicySummary;
  readonly cost: CostEstimate;
  readonly deploy: DeployEstimate;
  readonly permissions: readonly Permission[];
  readonly exposure: readonly Exposure[];
  /** Critical services, where the stack declares them by `RecoveryObjectives`. */
  readonly recovery: readonly RecoveryVerdict[];
  readonly warnings: readonly PlanWarning[];
  /** Types that no model knows, with how many resources of each were planned by the general rule. */
  readonly unmodelled: readonly { readonly type: string; readonly count: number }[];
}

export type ShownObject = { readonly [key: string]: ShownValue };

export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN; null for the stack. */
  readonly parent: string | null;
  readonly custom: boolean;
  readonly inputs: ShownObject;
  readonly outputs: ShownObject;
  /** URNs, sorted. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
}

export interface PolicySummary {
  /** Judgements: a rule asked about a resource or a stack that it concerns. */
  readonly evaluated: number;
  /** What could not be judged: never counted as a pass. */
  readonly undecided: readonly PolicyDoubt[];
  readonly violations: readonly PolicyViolation[];
  /** Violations that a waiver covers. */
  readonly waived: readonly PolicyWaiver[];
  /** Waivers that have ended, cover nothing or name no rule. */
  readonly waiverFindings: readonly { readonly message: string }[];
  /** What would put a resource right, where a rule can do it safely. */
  readonly remediations: readonly PolicyRemediation[];
  /** The same rules on what `pulumi preview` would know, where `--preview always` asked for it. */
  readonly preview?: Pick<PolicySummary, "evaluated" | "undecided" | "violations">;
}

export interface PolicyDoubt {
  readonly pack: string;
  readonly rule: string;
  readonly urn: string;
  readonly path: string;
  readonly message: string;
}

export interface PolicyViolation {
  readonly pack: string;
  readonly rule: string;
  /** `mandatory` fails the plan. */
  readonly level: string;
  readonly urn: string;
  readonly path: string;
  readonly message: string;
  readonly fix: string;
}

export interface PolicyWaiver {
  readonly pack: string;
  readonly rule: string;
  readonly urn: string;
  readonly reason: string;
  readonly owner: string;
  /** Day: `2027-06-30`. */
  readonly expires: string;
}

export interface PolicyRemediation {
  readonly pack: string;
  readonly rule: string;
  readonly urn: string;
  readonly changes: readonly { readonly path: string; readonly before?: ShownValue; readonly after?: ShownValue }[];
}

export interface CostEstimate {
  /** US dollars a month, before tax, at list prices; usage as the items say. */
  readonly monthlyUsd: number;
  readonly items: readonly CostItem[];
}

export interface CostItem {
  readonly urn: string;
  readonly what: string;
  readonly monthlyUsd: number;
}

export interface DeployEstimate {
  /** Of a first `pulumi up`, by the longest chain of typical creation times. */
  readonly minutes: number;
  /** That chain, in order: URNs. */
  readonly criticalPath: readonly string[];
}

/** What a principal may do. */
export interface Permission {
  /** URN of the role or identity; its name where the stack does not manage it. */
  readonly principal: string;
  readonly cloud: "aws" | "gcp" | "azure" | "kubernetes";
  /** URN of the resource that grants it. */
  readonly through: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditional: boolean;
}

/** A place where the estate can be reached from outside of it. */
export interface Exposure {
  readonly urn: string;
  /** Who reaches it: `internet`, or a list of address blocks. */
  readonly from: string;
  /** What they reach: `tcp 443`, `https`. */
  readonly what: string;
}

/** Whether a critical service would stand again in time, with the data that it needs, were its first region gone. */
export interface RecoveryVerdict {
  readonly service: string;
  /** URN of the declaration. */
  readonly declaredBy: string;
  readonly met: boolean;
  /** Minutes of data that are lost. */
  readonly rpo: RecoveryFigure;
  /** Minutes until it answers again. */
  readonly rto: RecoveryFigure;
  readonly steps: readonly RecoveryStep[];
}

export interface RecoveryFigure {
  readonly targetMinutes: number;
  /** At worst; null where nothing bounds it. */
  readonly minutes: number | null;
  /** What decides the figure. */
  readonly because: string;
}

/** One thing that the failover of a service takes. */
export interface RecoveryStep {
  readonly urn: string;
  readonly part: "store" | "standby" | "entry" | "page" | "decision";
  readonly what: string;
  /** Minutes of its data that are lost at worst; null where nothing bounds it. */
  readonly lossMinutes: number | null;
  /** Minutes that it takes; null where nothing bounds it. */
  readonly awayMinutes: number | null;
}

export interface PlanWarning {
  /** URN, where the warning is about one resource. */
  readonly urn?: string;
  readonly message: string;
}
