import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { judgePolicies } from "../../../planner/proofs/policy";
import { recordProgram } from "../../../planner/recorder";
import { PACKS } from "../../../policies";

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/edge");
}

describe("examples/edge", () => {
  it("plans, every type of it modelled, the edge within every mandatory policy, and hands out what it exports", async () => {
    const recording = await recordProgram(() => ({ ...program() }));
    assert.deepEqual(recording.outputs, { url: "https://shop.example.com" });
    assert.deepEqual(
      recording.resources.filter((resource) => resource.custom && !resource.modelled).map((resource) => resource.type),
      [],
    );
    assert.deepEqual(
      recording.warnings.filter(({ message }) => !message.includes("helm.sh/v4:Chart")),
      [],
    );
    const circumstances = { packs: PACKS, stack: "stack", environment: "prod", today: "2026-11-21" };
    const { violations, undecided } = judgePolicies(recording, circumstances);
    const edge = (urn: string) => urn.includes("::shop-edge");
    assert.deepEqual(
      violations
        .filter(({ level, urn }) => level === "mandatory" && edge(urn))
        .map(({ rule, message }) => [rule, message]),
      [],
    );
    assert.deepEqual(
      undecided.filter(({ urn }) => edge(urn)),
      [],
    );
  });
});
