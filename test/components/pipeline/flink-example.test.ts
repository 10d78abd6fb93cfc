import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { recordProgram } from "../../../planner/recorder";

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/flink");
}

describe("examples/flink", () => {
  it("plans a stream on AWS, Flink on Google Cloud and the way between, every type of it modelled", async () => {
    const recording = await recordProgram(() => ({ ...program() }), {
      project: "example-flink",
      config: { "example-flink:flinkPassword": "a long enough password" },
      secretConfig: ["example-flink:flinkPassword"],
    });
    assert.deepEqual(Object.keys(recording.outputs).sort(), ["clusterName", "lakeBucket"]);
    assert.deepEqual(
      recording.resources.filter((resource) => !resource.modelled).map((resource) => resource.type),
      [],
    );
    assert.deepEqual(recording.warnings, []);
  });
});
