import assert from "node:assert/strict";
import { recordProgram } from "../../../planner/recorder";

describe("examples/workload", () => {
  it("plans its two services, the namespace and the ingress", async () => {
    const recording = await recordProgram(() => require("../../../examples/workload"), {
      project: "example-workload",
      config: {
        "example-workload:kubeconfig": "{}",
        "example-workload:certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1",
      },
      secretConfig: ["example-workload:kubeconfig"],
    });
    const components = recording.resources.filter(({ type }) => type.startsWith("estate:")).map(({ name }) => name);
    assert.deepEqual(components.sort(), ["backend", "frontend", "shop", "shop"]);
    assert.match(String(recording.outputs["hostname"]), /\.elb\.amazonaws\.com$/);
  });
});
