import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import {
  DEFAULT_THRESHOLDS,
  type Guard,
  isList,
  isObject,
  isSecret,
  judgements,
  judgeOne,
  type PolicyObject,
  type PolicyResource,
  type PolicyValue,
  type Rule,
  Secret,
  Stack,
  UNKNOWN,
} from "../../policies/engine";
import { RULES } from "../../policies/rules";
import { CASES } from "./cases";
import { mutated } from "./mutate";

const CIRCUMSTANCES = { environment: "prod", production: true, thresholds: DEFAULT_THRESHOLDS };

/** Anything that a program could hand over: of the wrong type, empty, deep, long, secret, unknown. */
const odd: fc.Arbitrary<PolicyValue> = fc.letrec<{ value: PolicyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<PolicyValue>(
      null,
      true,
      false,
      0,
      -1,
      Number.NaN,
      Number.MAX_SAFE_INTEGER,
      UNKNOWN,
      "",
      "*",
      "arn:",
      "{",
      "[]",
      "{}",
    ),
    fc.constantFrom<PolicyValue>(
      '{"Statement":[]}',
      '{"Statement":[null]}',
      '{"Statement":{"Effect":"Allow"}}',
      '{"Statement":[{"Effect":"Allow","Action":[[]],"Resource":{},"Principal":7,"Condition":[{"a":1}]}]}',
      "null",
      "7",
    ),
    fc.string({ maxLength: 8 }),
    fc.constant("x".repeat(100_000)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom("name", "enabled", "rules", "spec", "policy", "constructor", "__proto__"),
      tie("value"),
      { maxKeys: 3 },
    ),
    tie("value").map((value) => new Secret(value)),
  ),
})).value;

/** Resources of a stack that is larger than any of ours. */
const MANY = 10_000;
const PATIENCE_MS = 120_000;

/** Rules that ask for a threshold or for another environment, and one that is content with one budget in all the stack. */
const DIFFERENT_IN_A_CROWD: readonly string[] = [
  "development-has-one-nat-gateway",
  "development-instances-are-small",
  "development-logs-end-early",
  "function-has-what-it-needs-and-no-more",
  "stack-has-budget",
];

/** A case under names of its own, whose resources name each other as before, and depend on the copy before. */
function copied(resources: readonly PolicyResource[], suffix: string, earlier: string): readonly PolicyResource[] {
  const identities = new Set(resources.flatMap(({ id = "", name, outputs }) => [id, name, String(outputs?.["arn"])]));
  const arns = [...identities].filter((text) => text.startsWith("arn:"));
  const urns = new Set(resources.map(({ urn }) => urn));
  const text = (given: string): string =>
    identities.has(given)
      ? `${given}-${suffix}`
      : arns.reduce((all, arn) => all.replaceAll(`${arn}"`, `${arn}-${suffix}"`), given);
  const value = (given: PolicyValue): PolicyValue => {
    if (isSecret(given)) {
      return new Secret(value(given.value));
    }
    return typeof given === "string"
      ? text(given)
      : isList(given)
        ? given.map(value)
        : isObject(given)
          ? members(given)
          : given;
  };
  const members = (given: PolicyObject): PolicyObject =>
    Object.fromEntries(Object.entries(given).map(([key, member]) => [key, value(member)]));
  const urn = (given: string): string => (urns.has(given) ? `${given}-${suffix}` : given);
  return resources.map((resource) => ({
    ...resource,
    urn: urn(resource.urn),
    name: text(resource.name),
    ...(resource.id === undefined ? {} : { id: text(resource.id) }),
    props: members(resource.props),
    ...(resource.outputs === undefined ? {} : { outputs: members(resource.outputs) }),
    dependencies: [...resource.dependencies.map(urn), `${resource.urn}-${earlier}`],
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([key, list]) => [key, list.map(urn)]),
    ),
  }));
}

/** The first properties of the paths that a rule guards, and those of its compliant case. */
function pathsOf(rule: Rule): readonly string[] {
  const guarded = rule.guards.map(({ path }: Guard) => path);
  const used = (CASES[rule.id]?.bad ?? []).flat().flatMap(({ props }) => Object.keys(props));
  return [...new Set([...guarded, ...used, "tags", "metadata"])];
}

function judged(rule: Rule, resources: readonly PolicyResource[]): void {
  const stack = new Stack(resources);
  for (const subject of rule.types.includes("*") ? stack.subjects : stack.ofTypes(rule.types)) {
    const judge = judgeOne(rule, subject, stack, CIRCUMSTANCES);
    const crash = judge.doubts.find(({ reason }) => reason.startsWith("the rule failed"));
    equal(crash, undefined, `${rule.id}: ${crash?.reason}`);
  }
}

describe("no rule throws", () => {
  for (const rule of RULES) {
    const examples = [
      ...(CASES[rule.id]?.good.length ? [CASES[rule.id]?.good ?? []] : []),
      ...(CASES[rule.id]?.bad ?? []),
    ];
    it(`${rule.id}, whatever stands where it looks`, () => {
      ok(examples.length > 0);
      const value = fc.tuple(fc.constantFrom(...examples), fc.constantFrom(...pathsOf(rule)), odd, fc.boolean());
      fc.assert(
        fc.property(value, ([resources, path, strange, whole]) => {
          judged(
            rule,
            resources.map((resource) => ({
              ...resource,
              props: spoiled(resource.props, path, strange, whole),
              outputs: {},
            })),
          );
        }),
        { numRuns: 60, seed: 20261121 },
      );
    });
  }

  it("on a stack of ten thousand resources that name each other", function () {
    this.timeout(PATIENCE_MS);
    const pattern = Object.values(CASES).flatMap(({ good, bad }) => [good, ...bad]);
    const size = pattern.flat().length;
    const copies = Array.from({ length: Math.ceil(MANY / size) }, (_, index) =>
      pattern.flatMap((resources, place) => copied(resources, `${place}-${index}`, `${place}-${index - 1}`)),
    );
    const stack = copies.flat();
    ok(stack.length >= MANY && new Set(stack.map(({ urn }) => urn)).size > MANY / 2);
    const found = new Set<string>();
    const resources = new Stack(stack);
    for (const rule of RULES) {
      for (const { subject, judge } of judgements([rule], resources, CIRCUMSTANCES)) {
        const crash = judge.doubts.find(({ reason }) => reason.startsWith("the rule failed"));
        equal(crash, undefined, `${rule.id} of ${subject.urn}: ${crash?.reason}`);
        if (judge.outcome === "violation") {
          found.add(rule.id);
        }
      }
    }
    // What is wrong in a small stack is found in a large one too.
    deepEqual(
      RULES.map(({ id }) => id).filter((id) => !found.has(id) && !DIFFERENT_IN_A_CROWD.includes(id)),
      [],
    );
  });
});

function spoiled(props: PolicyObject, path: string, strange: PolicyValue, whole: boolean): PolicyObject {
  const top = path.split(/[.[]/)[0] ?? path;
  return whole ? { ...props, [top]: strange } : (mutated(props, { path }, strange) ?? { ...props, [top]: strange });
}
