import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { recordProgram } from "../../../planner/recorder";

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/edge");
}

describe("examples/edge", () => {
  it("plans, every type of it modelled, and hands out what it exports", async () => {
    const recording = await recordProgram(() => ({ ...program() }));
    assert.deepEqual(recording.outputs, { url: "https://shop.example.com" });
    assert.deepEqual(
      recording.resources.filter((resource) => resource.custom && !resource.modelled).map((resource) => resource.type),
      [],
    );
    assert.deepEqual(recording.warnings, []);
  });
});
