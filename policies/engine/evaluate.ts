import { isProduction } from "./environment";
import { type Circumstances, Judge, type Objection, type Outcome } from "./judge";
import type { Pack } from "./pack";
import { packLevel } from "./pack";
import { type Change, changes } from "./remediation";
import type { PolicyResource, Subject } from "./resource";
import type { Rule } from "./rule";
import { type Level, type PolicySettings, resolveSettings } from "./settings";
import { Stack } from "./stack";
import type { PolicyObject, ShownValue } from "./values";
import { type Waiver, type WaiverFinding, Waivers } from "./waivers";

export interface EvaluateOptions {
  readonly packs: readonly Pack[];
  /** `prod`, `dev` … */
  readonly environment: string;
  /** The stack's name, `cloudmart-prod`, for waivers. @default the stack in the first URN */
  readonly stack?: string;
  readonly settings?: PolicySettings;
  readonly waivers?: readonly Waiver[];
  /** `2026-11-21`: rules have no clock. */
  readonly today: string;
}

/** A violation. */
export interface Violation {
  readonly pack: string;
  readonly rule: string;
  readonly level: Level;
  readonly urn: string;
  readonly path: string;
  /** Absent where nothing stands there. */
  readonly value?: ShownValue;
  readonly expected: string;
  readonly message: string;
  readonly fix: string;
}

/** Something that could not be judged: shown, never counted as a pass. */
export interface Undecided {
  readonly pack: string;
  readonly rule: string;
  readonly level: Level;
  readonly urn: string;
  readonly path: string;
  readonly reason: string;
}

export interface WaivedViolation extends Violation {
  readonly waiver: Waiver;
}

/** What would put a resource right. */
export interface Remediation {
  readonly pack: string;
  readonly rule: string;
  readonly urn: string;
  readonly changes: readonly Change[];
  readonly props: PolicyObject;
}

export interface PolicyReport {
  /** Rules judged on resources that they concern. */
  readonly evaluated: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly undecided: readonly Undecided[];
  readonly violations: readonly Violation[];
  readonly waived: readonly WaivedViolation[];
  readonly waiverFindings: readonly WaiverFinding[];
  readonly remediations: readonly Remediation[];
}

/** What one rule says about one resource. */
export interface Judgement {
  readonly rule: Rule;
  readonly subject: Subject;
  readonly judge: Judge;
}

/** A rule as the packs order it: the strictest level wins, under the first pack that names it. */
interface Ordered {
  readonly rule: Rule;
  readonly pack: string;
  readonly level: Level;
}

/** Judges resources by packs. The result depends on the arguments alone, its order included. */
export function evaluate(resources: readonly PolicyResource[], options: EvaluateOptions): PolicyReport {
  const { levels, thresholds } = resolveSettings(options.settings, options.environment);
  const circumstances: Circumstances = {
    environment: options.environment,
    production: isProduction(options.environment, thresholds),
    thresholds,
  };
  const ordered = order(options.packs, options.environment, levels);
  const known = new Set(options.packs.flatMap((pack) => pack.rules.map(({ rule }) => rule.id)));
  const stackName = options.stack ?? resources[0]?.urn.split(/::?/)[2] ?? "";
  const waivers = new Waivers(options.waivers ?? [], stackName, known, options.today);
  const report = collect(ordered, new Stack(resources), circumstances, waivers);
  waivers.close(
    new Set(ordered.map(({ rule }) => rule.id)),
    resources.map(({ urn }) => urn),
  );
  return { ...report, waiverFindings: waivers.findings };
}

const STRICTNESS: Readonly<Record<Level, number>> = { disabled: 0, advisory: 1, remediate: 2, mandatory: 3 };

/** The level that counts where two packs hold a rule. */
export function stricter(one: Level, other: Level): Level {
  return STRICTNESS[other] > STRICTNESS[one] ? other : one;
}

function order(
  packs: readonly Pack[],
  environment: string,
  levels: Readonly<Record<string, Level>>,
): readonly Ordered[] {
  const byId = new Map<string, Ordered>();
  for (const pack of packs) {
    for (const entry of pack.rules) {
      const level = levels[entry.rule.id] ?? packLevel(entry, environment);
      const earlier = byId.get(entry.rule.id);
      if (earlier === undefined) {
        byId.set(entry.rule.id, { rule: entry.rule, pack: pack.name, level });
      } else if (STRICTNESS[level] > STRICTNESS[earlier.level]) {
        byId.set(entry.rule.id, { ...earlier, level });
      }
    }
  }
  return [...byId.values()].filter(({ level }) => level !== "disabled");
}

function collect(
  ordered: readonly Ordered[],
  stack: Stack,
  circumstances: Circumstances,
  waivers: Waivers,
): Omit<PolicyReport, "waiverFindings"> {
  const outcomes: Record<Outcome, number> = { pass: 0, violation: 0, "not applicable": 0, undecided: 0 };
  const undecided: Undecided[] = [];
  const violations: Violation[] = [];
  const waived: WaivedViolation[] = [];
  const remediations: Remediation[] = [];
  for (const { rule, pack, level } of ordered) {
    for (const { subject, judge } of judgements([rule], stack, circumstances)) {
      outcomes[judge.outcome] += 1;
      const place = { pack, rule: rule.id, level, urn: subject.urn };
      undecided.push(...judge.doubts.map((doubt) => ({ ...place, ...doubt })));
      if (judge.doubts.length > 0) {
        waivers.doubt(rule.id, subject.urn);
      }
      const waiver = judge.objections.length === 0 ? undefined : waivers.cover(rule.id, subject.urn);
      const found = judge.objections.map((objection) => violationOf(place, objection, rule));
      if (waiver === undefined) {
        violations.push(...found);
        remediations.push(...remediation(rule, pack, subject, judge));
      } else {
        // What may stay as it is must not be put right either.
        waived.push(...found.map((violation) => ({ ...violation, waiver })));
      }
    }
  }
  const evaluated = outcomes.pass + outcomes.violation + outcomes.undecided;
  return { evaluated, outcomes, undecided, violations, waived, remediations };
}

/** Judges every resource by every rule that concerns its type, in the order of the rules. */
export function* judgements(
  rules: readonly Rule[],
  stack: Stack,
  circumstances: Circumstances,
): Generator<Judgement, void, undefined> {
  for (const rule of rules) {
    const subjects = rule.types.includes("*") ? stack.subjects : stack.ofTypes(rule.types);
    for (const subject of subjects) {
      yield { rule, subject, judge: judgeOne(rule, subject, stack, circumstances) };
    }
  }
}

/** What a rule says about a resource. A fault in the rule itself is a doubt, never a pass and never a crash. */
export function judgeOne(rule: Rule, subject: Subject, stack: Stack, circumstances: Circumstances): Judge {
  const judge = new Judge(circumstances);
  try {
    judge.attempt(() => rule.check(subject, judge, stack));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    judge.doubt("", `the rule failed on this resource: ${detail}`);
  }
  return judge;
}

function violationOf(
  place: { readonly pack: string; readonly rule: string; readonly level: Level; readonly urn: string },
  { path, value, expected, message }: Objection,
  rule: Rule,
): Violation {
  return { ...place, path, ...(value === undefined ? {} : { value }), expected, message, fix: rule.fix.text };
}

function remediation(rule: Rule, pack: string, subject: Subject, judge: Judge): readonly Remediation[] {
  if (rule.remediate === undefined || judge.objections.length === 0) {
    return [];
  }
  const remediate = rule.remediate;
  const found: Remediation[] = [];
  judge.attempt(() => {
    const props = remediate(subject, judge);
    if (props !== undefined) {
      const difference = changes(subject.resource.props, props);
      found.push({ pack, rule: rule.id, urn: subject.urn, changes: difference, props });
    }
  });
  return found;
}
