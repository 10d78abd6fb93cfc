import { deepEqual, equal, match } from "node:assert/strict";
import { createRequire } from "node:module";
import { recordProgram } from "../../../planner/recorder";

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/network");
}

describe("examples/network", () => {
  it("plans, and hands out what it exports", async () => {
    const recording = await recordProgram(() => ({ ...program() }));
    deepEqual(Object.keys(recording.outputs).sort(), ["natAddresses", "privateSubnetIds", "vpcId"]);
    match(String(recording.outputs["vpcId"]), /^vpc-/);
    equal(recording.ofType("aws:ec2/vpcEndpoint:VpcEndpoint").length, 5);
    deepEqual(recording.warnings, []);
  });
});
