import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { recordProgram } from "../../../planner/recorder";

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/observability");
}

describe("examples/observability", () => {
  it("plans, every type of it modelled, and hands out what it exports", async () => {
    const recording = await recordProgram(() => ({ ...program() }));
    assert.deepEqual(Object.keys(recording.outputs), ["pageTopic"]);
    assert.deepEqual(
      recording.resources.filter((resource) => !resource.modelled).map((resource) => resource.type),
      [],
    );
    assert.deepEqual(recording.warnings, []);
  });
});
