import { z } from "zod";
import { wildcardMatch } from "./wildcard";

/** Permission to break one rule at one place, for a time. */
export interface Waiver {
  /** The rule's id. */
  readonly rule: string;
  /**
   * `<system>-<environment>` as in the stack's name; `*` and `?` are wildcards. A list is for what several systems share, such
   * as a component's role: a stack that lacks the resource need not have it waived.
   */
  readonly stack: string | readonly string[];
  /** The end of the URN, `aws:s3/bucket:Bucket::shop-logs-bucket`, or the whole one. Wildcards may match one URN only. */
  readonly resource: string;
  /** Why it holds that the rule is broken here; a sentence. */
  readonly reason: string;
  /** The team that answers for it. */
  readonly owner: string;
  /** Last day on which it counts: `2027-03-31`. */
  readonly expires: string;
}

/** Shortest reason, in characters: "temporary" is none. */
const REASON_MINIMUM = 20;

/** Longest life of a waiver from today, in days: a year. */
const LIFE_LIMIT_DAYS = 366;

const stackPattern = z.string().min(1, "names no stack");

export const waiverSchema = z.strictObject({
  rule: z.string().min(1, "names no rule"),
  stack: z.union([stackPattern, z.array(stackPattern).min(1, "names no stack")]),
  resource: z.string().min(1, "names no resource"),
  reason: z.string().min(REASON_MINIMUM, `gives no reason of at least ${REASON_MINIMUM} characters`),
  owner: z.string().min(1, "has no owner"),
  expires: z.iso.date("has no expiry date such as 2027-03-31"),
});

/**
 * Reads a list of waivers from JSON.
 * @throws {Error} naming every fault and the waiver that has it
 */
export function parseWaivers(text: string): readonly Waiver[] {
  const json: unknown = JSON.parse(text);
  const found = z.array(waiverSchema).safeParse(json);
  if (found.success) {
    return found.data;
  }
  const faults = found.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`);
  throw new Error(faults.join("; "));
}

/** What is wrong with a waiver: a finding of its own. */
export interface WaiverFinding {
  readonly waiver: Waiver;
  readonly problem: string;
}

/** A finding as a sentence without its full stop. */
export function waiverText({ waiver, problem }: WaiverFinding): string {
  return `the waiver of ${waiver.rule} for ${waiver.resource} ${problem}`;
}

/** A waiver that counts today, and how often it was used. */
interface LiveWaiver {
  readonly waiver: Waiver;
  readonly urns: Set<string>;
  /** Its rule could not judge its resource, so whether it is needed is not known. */
  doubted: boolean;
}

/** The waivers of one stack on one day. */
export class Waivers {
  public readonly findings: WaiverFinding[] = [];
  private readonly live: LiveWaiver[] = [];

  /** @param stack the stack's name; @param knownRules ids of every rule; @param today `2026-11-21` */
  public constructor(waivers: readonly Waiver[], stack: string, knownRules: ReadonlySet<string>, today: string) {
    // What another stack's waivers lack, or that they have expired, is no business of this one.
    for (const waiver of waivers.filter((one) => speaksOf(one, stack))) {
      const problems = faultsOf(waiver, knownRules, today);
      for (const problem of problems) {
        this.findings.push({ waiver, problem });
      }
      if (problems.length === 0) {
        this.live.push({ waiver, urns: new Set(), doubted: false });
      }
    }
  }

  /** The waiver for this finding, if there is one. */
  public cover(rule: string, urn: string): Waiver | undefined {
    const found = this.find(rule, urn);
    found?.urns.add(urn);
    return found?.waiver;
  }

  /** The rule could not judge this resource: a waiver for it may yet be needed. */
  public doubt(rule: string, urn: string): void {
    const found = this.find(rule, urn);
    if (found !== undefined) {
      found.doubted = true;
    }
  }

  private find(rule: string, urn: string): LiveWaiver | undefined {
    return this.live.find(({ waiver }) => waiver.rule === rule && names(waiver, urn));
  }

  /** To be called once every rule has spoken: the waivers that nothing needed, and those that cover too much. */
  public close(judgedRules: ReadonlySet<string>, resources: readonly string[]): void {
    for (const { waiver, urns, doubted } of this.live) {
      const idle = urns.size === 0 && !doubted && judgedRules.has(waiver.rule);
      const shared = typeof waiver.stack !== "string";
      if (idle && !(shared && !resources.some((urn) => names(waiver, urn)))) {
        this.findings.push({ waiver, problem: "matches no finding: take it out" });
      } else if (urns.size > 1) {
        this.findings.push({ waiver, problem: `covers ${urns.size} resources: write one waiver for each` });
      }
    }
  }
}

/** One that names no stack at all speaks of every stack, so that it is found. */
function speaksOf({ stack }: Waiver, name: string): boolean {
  const patterns = (typeof stack === "string" ? [stack] : stack).filter((pattern) => pattern !== "");
  return patterns.length === 0 || patterns.some((pattern) => wildcardMatch(pattern, name));
}

/** Does the waiver speak of this resource? */
function names({ resource }: Waiver, urn: string): boolean {
  return wildcardMatch(resource, urn) || wildcardMatch(`*::${resource}`, urn) || wildcardMatch(`*$${resource}`, urn);
}

function faultsOf(waiver: Waiver, knownRules: ReadonlySet<string>, today: string): readonly string[] {
  const parsed = waiverSchema.safeParse(waiver);
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => issue.message);
  }
  const problems: string[] = [];
  if (!knownRules.has(waiver.rule)) {
    problems.push(`names a rule that does not exist: ${waiver.rule}`);
  }
  if (waiver.expires < today) {
    problems.push(`expired on ${waiver.expires}`);
  } else if (daysBetween(today, waiver.expires) > LIFE_LIMIT_DAYS) {
    problems.push(`lasts longer than ${LIFE_LIMIT_DAYS} days`);
  }
  return problems;
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
