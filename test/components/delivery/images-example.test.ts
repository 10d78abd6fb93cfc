import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { recordProgram } from "../../../planner/recorder";

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/images");
}

describe("examples/images", () => {
  it("plans, and hands out what it exports", async () => {
    const recording = await recordProgram(() => ({ ...program() }));
    assert.match(String(recording.outputs["backendImages"]), /\.dkr\.ecr\.us-east-1\.amazonaws\.com\/shop\/backend$/);
    assert.match(String(recording.outputs["backfillTask"]), /:task-definition\/backfill:1$/);
    assert.equal(recording.ofType("aws:ecr/repository:Repository").length, 3);
    assert.deepEqual(recording.warnings, []);
  });
});
