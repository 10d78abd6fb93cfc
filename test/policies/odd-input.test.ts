import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import {
  DEFAULT_THRESHOLDS,
  type Guard,
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

  it("on a stack of ten thousand resources that name each other", () => {
    const many = Array.from(
      { length: 10_000 },
      (_, index): PolicyResource => ({
        urn: `urn:pulumi:shop-prod::shop::aws:sqs/queue:Queue::q${index}`,
        type: "aws:sqs/queue:Queue",
        name: `q${index}`,
        props: { redrivePolicy: UNKNOWN },
        dependencies: [],
        propertyDependencies: {},
        opts: {},
      }),
    );
    const rule = RULES.find(({ id }) => id === "queue-encrypted");
    ok(rule !== undefined);
    judged(rule, many);
  });
});

function spoiled(props: PolicyObject, path: string, strange: PolicyValue, whole: boolean): PolicyObject {
  const top = path.split(/[.[]/)[0] ?? path;
  return whole ? { ...props, [top]: strange } : (mutated(props, { path }, strange) ?? { ...props, [top]: strange });
}
