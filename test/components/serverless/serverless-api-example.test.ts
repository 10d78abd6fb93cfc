import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { judgePolicies } from "../../../planner/proofs/policy";
import { recordProgram } from "../../../planner/recorder";
import { PACKS } from "../../../policies";

/** What a whole stack has, and an example has not: tags by its provider's defaults, and a budget. */
const STACK_RULES: readonly string[] = ["resource-carries-tags", "stack-has-budget"];

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/serverless-api");
}

describe("examples/serverless-api", () => {
  it("plans, every type of it modelled, within every policy", async () => {
    const recording = await recordProgram(() => ({ ...program() }));
    assert.deepEqual(
      recording.resources.filter((resource) => resource.custom && !resource.modelled).map((resource) => resource.type),
      [],
    );
    assert.deepEqual(recording.warnings, []);
    const circumstances = { packs: PACKS, stack: "stack", environment: "prod", today: "2026-11-21" };
    const { violations, undecided } = judgePolicies(recording, circumstances);
    assert.deepEqual(
      violations
        .filter(({ rule }) => !STACK_RULES.includes(rule))
        .map(({ rule, urn, message }) => [rule, urn, message]),
      [],
    );
    assert.deepEqual(undecided, []);
  });
});
