import { deepEqual } from "node:assert/strict";
import { UNKNOWN } from "../../policies/engine";
import { withOmitted } from "../../policies/pulumi/convert";

describe("what an engine's preview leaves out", () => {
  it("counts as unknown in a Kubernetes object that arrives without a single property", () => {
    const props = withOmitted("kubernetes:apps/v1:Deployment", {});
    deepEqual([props["metadata"], props["spec"]], [UNKNOWN, UNKNOWN]);
  });

  it("stays absent where anything was handed over, and in other clouds", () => {
    deepEqual(withOmitted("kubernetes:apps/v1:Deployment", { metadata: {} }), { metadata: {} });
    deepEqual(withOmitted("aws:s3/bucket:Bucket", {}), {});
  });
});
