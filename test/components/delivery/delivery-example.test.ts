import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { judgePolicies } from "../../../planner/proofs/policy";
import { recordProgram } from "../../../planner/recorder";
import { PACKS } from "../../../policies";

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/delivery");
}

describe("examples/delivery", () => {
  it("plans, every type of it modelled, within every mandatory policy, and hands out what the workflows read", async () => {
    const recording = await recordProgram(() => ({ ...program() }));
    assert.deepEqual(Object.keys(Object(recording.outputs["deployVariables"])).sort(), [
      "AWS_ROLE_ARN",
      "AZURE_CLIENT_ID",
      "AZURE_TENANT_ID",
      "GCP_IDENTITY_PROVIDER",
      "GCP_SERVICE_ACCOUNT",
    ]);
    assert.deepEqual(
      recording.resources.filter((resource) => !resource.modelled).map((resource) => resource.type),
      [],
    );
    assert.deepEqual(recording.warnings, []);
    const circumstances = { packs: PACKS, stack: "stack", environment: "prod", today: "2026-11-21" };
    const { violations, undecided } = judgePolicies(recording, circumstances);
    assert.deepEqual(
      violations.filter((violation) => violation.level === "mandatory").map(({ rule, message }) => [rule, message]),
      [],
    );
    assert.deepEqual(undecided, []);
  });
});
