import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { judgePolicies } from "../../../planner/proofs/policy";
import { recordProgram } from "../../../planner/recorder";
import { PACKS } from "../../../policies";

/** A program without a provider of its own has no default tags. */
const TAGS = "resource-carries-tags";

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/site");
}

describe("examples/site", () => {
  it("plans, every type of it modelled, the site within every policy, and nothing of it undecided", async () => {
    const recording = await recordProgram(() => ({ ...program() }));
    assert.deepEqual(Object.keys(recording.outputs).sort(), ["adminUpload", "url"]);
    assert.deepEqual(
      recording.resources.filter((resource) => resource.custom && !resource.modelled).map((resource) => resource.type),
      [],
    );
    assert.deepEqual(recording.warnings, []);
    const circumstances = { packs: PACKS, stack: "stack", environment: "prod", today: "2026-11-21" };
    const { violations, undecided } = judgePolicies(recording, circumstances);
    const own = (urn: string) => /::shop-site/.test(urn);
    assert.deepEqual(
      violations.filter(({ urn, rule }) => own(urn) && rule !== TAGS).map(({ rule, message }) => [rule, message]),
      [],
    );
    assert.deepEqual(
      undecided.filter(({ urn }) => own(urn)),
      [],
    );
  });
});
