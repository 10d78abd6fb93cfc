import assert from "node:assert/strict";
import { BatchWorkload, Workload } from "../../../components/platform";
import { recordProgram } from "../../../planner/recorder";
import { restrictedBreaches } from "./pod-security";

describe("BatchWorkload", () => {
  it("runs one hardened job at a time, and opens both sides of a connection", async () => {
    const recording = await recordProgram(() => {
      const backend = new Workload("backend", { namespace: "shop" });
      new BatchWorkload("report", { namespace: "shop", schedule: "0 3 * * *" }).connectTo(backend);
    });
    const spec = JSON.parse(JSON.stringify(recording.get("report-cron-job").inputs["spec"]));
    assert.equal(spec.concurrencyPolicy, "Forbid");
    const pod = spec.jobTemplate.spec.template.spec;
    assert.equal(pod.restartPolicy, "Never");
    assert.deepEqual(restrictedBreaches(pod), []);
    const policies = recording.ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy").map(({ name }) => name);
    assert.deepEqual(policies.sort(), [
      "backend-from-report-8080",
      "backend-network-policy",
      "report-network-policy",
      "report-to-backend-8080",
    ]);
  });

  it("fails when the schedule is no cron expression", async () => {
    await assert.rejects(
      recordProgram(() => void new BatchWorkload("report", { namespace: "shop", schedule: "daily" })),
      /schedule: given "daily"; allowed: five fields/,
    );
  });
});
