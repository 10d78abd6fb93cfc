import { deepEqual, equal, match, ok } from "node:assert/strict";
import {
  type Circumstances,
  DEFAULT_THRESHOLDS,
  type Guard,
  judgeOne,
  type Outcome,
  type PolicyResource,
  type PolicyValue,
  REMOVED,
  type Rule,
  Stack,
  UNKNOWN,
} from "../../policies/engine";
import { printedReferences } from "../../policies/reports";
import { RULES } from "../../policies/rules";
import { CASES } from "./cases";
import type { RuleCase } from "./cases/resource";
import { hasPlace, mutated } from "./mutate";

function circumstances({ environment = "prod", thresholds = {} }: RuleCase): Circumstances {
  return { environment, production: environment === "prod", thresholds: { ...DEFAULT_THRESHOLDS, ...thresholds } };
}

/** The worst that the rule says about any of the resources that it concerns. */
function outcome(rule: Rule, resources: readonly PolicyResource[], given: RuleCase): Outcome {
  const stack = new Stack(resources);
  const subjects = rule.types.includes("*") ? stack.subjects : stack.ofTypes(rule.types);
  const outcomes = subjects.map((subject) => judgeOne(rule, subject, stack, circumstances(given)).outcome);
  return (["violation", "undecided", "pass"] as const).find((worst) => outcomes.includes(worst)) ?? "not applicable";
}

describe("every rule", () => {
  it("has a case that tells right from wrong", () => {
    deepEqual(Object.keys(CASES).sort(), RULES.map(({ id }) => id).sort());
  });

  it("has an id of its own, a title, a reason, a fix with code and existing types", () => {
    equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
    for (const { id, title, why, fix, types } of RULES) {
      match(id, /^[a-z0-9]+(-[a-z0-9]+)+$/);
      ok(title.length > 10 && why.length > 20 && fix.text.length > 10 && fix.code.length > 5, id);
      ok(types.length > 0 && types.every((type) => type === "*" || /^[a-z0-9-]+:[^:]+:[^:]+$/i.test(type)), id);
    }
  });

  it("serves a control that somebody looked up, or says why no framework asks for it", () => {
    for (const rule of RULES) {
      const printed = printedReferences(rule).length > 0;
      equal(rule.unmapped === undefined, printed, rule.id);
      ok(printed || (rule.unmapped ?? "").length > 30, rule.id);
    }
    ok(RULES.some((rule) => printedReferences(rule).some(({ framework }) => framework.includes("Kubernetes Engine"))));
  });

  for (const rule of RULES) {
    it(`${rule.id} declares every threshold that it reads, so that a pack's configuration may set it`, () => {
      const declared = new Set<string>(rule.thresholds ?? []);
      deepEqual(
        [...thresholdsRead(rule)].filter((name) => !declared.has(name)),
        [],
      );
    });
  }

  for (const rule of RULES) {
    const given = CASES[rule.id];
    if (given === undefined) {
      continue;
    }
    describe(rule.id, () => {
      if (given.good.length > 0) {
        it("passes what complies", () => equal(outcome(rule, given.good, given), "pass"));
      }
      for (const [index, bad] of given.bad.entries()) {
        it(`objects to fault ${index + 1}`, () => equal(outcome(rule, bad, given), "violation"));
      }
      it("objects where a guarded property is broken, and never passes an unknown one", () => checkGuards(rule, given));
    });
  }
});

/** The thresholds that a rule looks at in its cases, in production and outside of it. */
function thresholdsRead(rule: Rule): ReadonlySet<string> {
  const read = new Set<string>();
  const thresholds = new Proxy(DEFAULT_THRESHOLDS, {
    get: (target, name) => {
      read.add(String(name));
      return Reflect.get(target, name);
    },
  });
  const { good = [], bad = [] } = CASES[rule.id] ?? {};
  for (const [environment, resources] of ["prod", "dev"].flatMap((name) =>
    [good, ...bad].map((one) => [name, one] as const),
  )) {
    const circumstances = {
      ...{ environment, thresholds },
      get production() {
        read.add("productionEnvironments");
        return environment === "prod";
      },
    };
    const stack = new Stack(resources);
    const subjects = rule.types.includes("*") ? stack.subjects : stack.ofTypes(rule.types);
    subjects.forEach((subject) => void judgeOne(rule, subject, stack, circumstances));
  }
  return read;
}

/** Breaks each property that the rule claims to guard, in each resource of the compliant case that has it. */
function checkGuards(rule: Rule, given: RuleCase): void {
  for (const guard of rule.guards) {
    const types = guard.type === undefined ? rule.types : [guard.type];
    const targets = given.good.filter(
      (resource) =>
        types.includes(resource.type) && hasPlace(resource.props, guard) && (guard.when?.(resource) ?? true),
    );
    for (const target of targets) {
      checkGuard(rule, given, guard, target);
    }
  }
}

function checkGuard(rule: Rule, given: RuleCase, guard: Guard, target: PolicyResource): void {
  const judged = (value: PolicyValue | typeof REMOVED): Outcome | undefined => {
    const props = mutated(target.props, guard, value);
    const { name, arn } = target.outputs ?? {};
    const changed: PolicyResource = {
      ...target,
      props: props ?? {},
      outputs: { name: name ?? null, arn: arn ?? null },
    };
    const resources = given.good.map((resource) => (resource === target ? changed : resource));
    return props === undefined ? undefined : outcome(rule, resources, given);
  };
  for (const value of guard.broken) {
    const found = judged(value) ?? "violation";
    equal(found, "violation", `${guard.path} = ${String(JSON.stringify(value))} of ${target.type}`);
  }
  const presenceOnly = guard.broken.every((value) => value === REMOVED);
  ok(presenceOnly || judged(UNKNOWN) !== "pass", `${guard.path} unknown passes`);
}
