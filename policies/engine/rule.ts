import { checkExpectations, type Expectation, expectationGuards } from "./expectations";
import type { Judge } from "./judge";
import type { REMOVED } from "./removed";
import type { PolicyResource, Subject } from "./resource";
import type { ThresholdName } from "./settings";
import type { Stack } from "./stack";
import type { PolicyObject, PolicyValue } from "./values";

export type Severity = "low" | "medium" | "high" | "critical";

/** How a violation is repaired. */
export interface Fix {
  /** One sentence that tells what to do. */
  readonly text: string;
  /** A sample of compliant code. */
  readonly code: string;
  /** @default "typescript" */
  readonly language?: "typescript" | "yaml" | "json";
}

/** A property that the rule guards: each of these values there must bring an objection. */
export interface Guard {
  /** The resource that holds it. @default the rule's own types */
  readonly type?: string;
  /** `a.b[*].c`; `[*]` stands for each item. */
  readonly path: string;
  readonly broken: readonly (PolicyValue | typeof REMOVED)[];
  /** The item that `[*]` stands for. @default the first */
  readonly item?: (item: PolicyValue) => boolean;
  /** Where several resources of a type may stand beside each other, those that the rule leans on. @default all */
  readonly when?: (resource: PolicyResource) => boolean;
}

/** What every rule says about itself. */
export interface RuleFacts {
  /** What the rule demands: `bucket-encrypted-with-customer-key`. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly fix: Fix;
  readonly severity: Severity;
  /** `FSBP S3.17`, `PCI 3.5.1`; a leading † marks a reference that nobody looked up: it is not printed. */
  readonly frameworks: readonly string[];
  /** Why no control of the frameworks asks for it, where none does. */
  readonly unmapped?: string;
  /** Whole families of tokens: type matching is string equality. */
  readonly types: readonly string[];
  /** Further properties whose breaking must bring an objection, besides those of `expects`. */
  readonly guards?: readonly Guard[];
  /** The thresholds that the rule compares with. */
  readonly thresholds?: readonly ThresholdName[];
}

interface ResourceRuleDefinition extends RuleFacts {
  /** Is the resource any of the rule's business? */
  readonly applies?: (subject: Subject, judge: Judge) => boolean;
  readonly expects?: readonly Expectation[];
  readonly check?: (subject: Subject, judge: Judge) => void;
  /** The properties as they should be, where putting them right is safe. */
  readonly remediate?: (subject: Subject, judge: Judge) => PolicyObject | undefined;
}

interface StackRuleDefinition extends RuleFacts {
  readonly check: (subject: Subject, judge: Judge, stack: Stack) => void;
}

/** A rule, ready to be judged by. */
export interface Rule extends RuleFacts {
  readonly kind: "resource" | "stack";
  readonly guards: readonly Guard[];
  readonly check: (subject: Subject, judge: Judge, stack: Stack) => void;
  readonly remediate?: (subject: Subject, judge: Judge) => PolicyObject | undefined;
}

/** A rule that looks at one resource alone. */
export function resourceRule(definition: ResourceRuleDefinition): Rule {
  const { applies, expects = [], check, remediate, ...facts } = definition;
  return {
    ...facts,
    kind: "resource",
    guards: [...expectationGuards(expects), ...(facts.guards ?? [])],
    check: (subject, judge) => {
      if (applies !== undefined && !applies(subject, judge)) {
        judge.skip("the rule does not concern this resource");
        return;
      }
      checkExpectations(expects, subject, judge);
      if (check !== undefined) {
        judge.attempt(() => check(subject, judge));
      }
    },
    ...(remediate === undefined ? {} : { remediate }),
  };
}

/** A rule that looks at a resource and at what belongs to it. */
export function stackRule(definition: StackRuleDefinition): Rule {
  const { check, ...facts } = definition;
  return {
    ...facts,
    kind: "stack",
    guards: facts.guards ?? [],
    check: (subject, judge, stack) => judge.attempt(() => check(subject, judge, stack)),
  };
}
