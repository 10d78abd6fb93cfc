import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { recordProgram } from "../../../planner/recorder";

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/cache");
}

describe("examples/cache", () => {
  it("plans, opens two ports and signs in by IAM", async () => {
    const recording = await recordProgram(() => ({ ...program() }));
    assert.deepEqual(Object.keys(recording.outputs).sort(), ["bootstrapSql", "cacheEndpoint", "databaseEndpoint"]);
    const ports = recording
      .ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
      .map(({ inputs }) => inputs["fromPort"]);
    assert.deepEqual([...ports].sort(), [3306, 6379]);
    assert.deepEqual(recording.ofType("aws:secretsmanager/secret:Secret"), []);
    assert.deepEqual(recording.warnings, []);
  });
});
