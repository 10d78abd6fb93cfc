import {
  evaluate,
  PACKS,
  type PolicyReport,
  type PolicyResource,
  type PolicyValue,
  Secret,
  UNKNOWN as UNKNOWN_TO_RULES,
  WAIVERS,
  type Waiver,
  waiverText,
} from "../../policies";
import type { Pack } from "../../policies/engine";
import type { PolicySummary } from "../plan/document";
import { type RecordedObject, type RecordedValue, type Recording, SecretValue, UNKNOWN } from "../recorder";
import { neededActions } from "./needed-actions";

/** What the judgement of a stack depends on, beside its resources. */
export interface PolicyCircumstances {
  readonly packs: readonly Pack[];
  readonly stack: string;
  readonly environment: string;
  /** The project's own waivers, beside ours. @default none */
  readonly waivers?: readonly Waiver[];
  /** Waivers end on a day: `2026-11-21`. */
  readonly today: string;
}

/**
 * Judges a recording by policy packs.
 *
 * @param complete the same program's recording in which every value is known: what a function needs hangs on variables that a
 * preview leaves open. @default the recording itself
 */
export function evaluatePolicies(
  recording: Recording,
  circumstances: PolicyCircumstances,
  complete: Recording = recording,
): PolicyReport {
  return evaluate(policyResources(recording), {
    ...circumstances,
    waivers: waiversFor(circumstances),
    settings: { thresholds: { neededActions: neededActions(complete) } },
  });
}

/** Waivers of rules that other packs hold say nothing here; one that names no rule at all is always a finding. */
function waiversFor({ packs, waivers = [] }: PolicyCircumstances): readonly Waiver[] {
  if (packs.length === 0) {
    return [];
  }
  const idsOf = (some: readonly Pack[]) => new Set(some.flatMap((pack) => pack.rules.map(({ rule }) => rule.id)));
  const [chosen, all] = [idsOf(packs), idsOf(PACKS)];
  return [...WAIVERS, ...waivers].filter(({ rule }) => chosen.has(rule) || !all.has(rule));
}

/** Judges a recording, for the plan. */
export function judgePolicies(recording: Recording, circumstances: PolicyCircumstances): PolicySummary {
  return summarizePolicies(evaluatePolicies(recording, circumstances));
}

/** What the plan says of a judgement. */
export function summarizePolicies(report: PolicyReport): PolicySummary {
  return {
    evaluated: report.evaluated,
    undecided: report.undecided.map(({ pack, rule, urn, path, reason }) => ({
      pack,
      rule,
      urn,
      path,
      message: reason,
    })),
    violations: report.violations.map(({ pack, rule, level, urn, path, message, fix }) => ({
      pack,
      rule,
      level,
      urn,
      path,
      message,
      fix,
    })),
    waived: report.waived.map(({ pack, rule, urn, waiver }) => ({
      pack,
      rule,
      urn,
      reason: waiver.reason,
      owner: waiver.owner,
      expires: waiver.expires,
    })),
    waiverFindings: report.waiverFindings.map((finding) => ({ message: waiverText(finding) })),
    remediations: report.remediations.map(({ pack, rule, urn, changes }) => ({ pack, rule, urn, changes })),
  };
}

interface Place {
  readonly rule: string;
  readonly urn: string;
  readonly path: string;
}

/** The violations on complete values, then those that only a preview's values show. */
export function allViolations<Violation extends Place>(
  known: readonly Violation[],
  preview: readonly Violation[] = [],
): readonly Violation[] {
  const keyOf = ({ rule, urn, path }: Place): string => `${rule} ${urn} ${path}`;
  const seen = new Set(known.map(keyOf));
  return [...known, ...preview.filter((violation) => !seen.has(keyOf(violation)))];
}

/** The recording in the terms of the rules. */
export function policyResources(recording: Recording): readonly PolicyResource[] {
  const byUrn = new Map(recording.resources.map((resource) => [resource.urn, resource]));
  return recording.resources.map((resource) => {
    const provider = resource.provider === undefined ? undefined : byUrn.get(resource.provider);
    return {
      urn: resource.urn,
      type: resource.type,
      name: resource.name,
      props: policyObject(resource.inputs),
      outputs: policyObject(resource.outputs),
      ...(resource.id === undefined ? {} : { id: resource.id }),
      ...(resource.parent === undefined ? {} : { parent: resource.parent }),
      dependencies: resource.dependencies,
      propertyDependencies: resource.propertyDependencies,
      ...(provider === undefined
        ? {}
        : { provider: { urn: provider.urn, type: provider.type, props: policyObject(provider.inputs) } }),
      opts: {
        protect: resource.options.protect,
        retainOnDelete: resource.options.retainOnDelete,
        ignoreChanges: resource.options.ignoreChanges,
      },
    };
  });
}

function policyObject(value: RecordedObject): { readonly [key: string]: PolicyValue } {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, policyValue(member)]));
}

function policyValue(value: RecordedValue): PolicyValue {
  if (value === UNKNOWN) {
    return UNKNOWN_TO_RULES;
  }
  if (value instanceof SecretValue) {
    return new Secret(policyValue(value.value));
  }
  if (Array.isArray(value)) {
    return (value as readonly RecordedValue[]).map(policyValue);
  }
  return typeof value === "object" && value !== null ? policyObject(value as RecordedObject) : value;
}
