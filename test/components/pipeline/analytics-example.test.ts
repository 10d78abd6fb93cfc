import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { recordProgram } from "../../../planner/recorder";

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/analytics");
}

describe("examples/analytics", () => {
  it("plans, every type of it modelled, and hands out what it exports", async () => {
    const recording = await recordProgram(() => ({ ...program() }));
    assert.deepEqual(Object.keys(recording.outputs).sort(), ["dashboard", "workgroup"]);
    assert.deepEqual(
      recording.resources.filter((resource) => !resource.modelled).map((resource) => resource.type),
      [],
    );
    assert.deepEqual(recording.warnings, []);
    assert.equal(
      recording.outputs["dashboard"],
      "https://lookerstudio.google.com/reporting/create?r.reportName=reporting&ds.ds0.connector=bigQuery" +
        "&ds.ds0.type=TABLE&ds.ds0.projectId=shop-analytics&ds.ds0.datasetId=reporting&ds.ds0.tableId=sales",
    );
  });
});
