import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { recordProgram } from "../../../planner/recorder";

const load = (name: string) => createRequire(__filename)(`../../../examples/${name}`);

describe("examples/event-stream", () => {
  it("plans a stream that pods and one other cloud reach, and the job that makes its topics", async () => {
    const recording = await recordProgram(() => ({ ...load("event-stream") }), {
      project: "example-event-stream",
      config: { "example-event-stream:flinkPassword": "a long enough password" },
      secretConfig: ["example-event-stream:flinkPassword"],
    });
    assert.match(String(recording.outputs["bootstrapServers"]), /:9098,b-2\./);
    const job = recording.get("kafka-topics-setup-job");
    assert.match(JSON.stringify(job.inputs), /topic analytics-results 3 2 /);
    assert.ok(job.dependencies.some((urn) => urn.includes("podIdentityAssociation")));
    assert.deepEqual(recording.warnings, []);
  });
});

describe("examples/object-trigger", () => {
  it("plans a bucket whose uploads call a function", async () => {
    const recording = await recordProgram(() => ({ ...load("object-trigger") }));
    assert.deepEqual(recording.outputs["alarms"], ["event-age-products", "events-dropped-products"]);
    assert.equal(recording.ofType("aws:s3/bucketNotification:BucketNotification").length, 1);
  });
});

describe("examples/aurora", () => {
  it("plans a writer and a reader, and SQL for an owner of its tables", async () => {
    const recording = await recordProgram(() => ({ ...load("aurora") }));
    assert.equal(recording.ofType("aws:rds/clusterInstance:ClusterInstance").length, 2);
    assert.match(String(recording.outputs["bootstrapSql"]), /GRANT USAGE, CREATE ON SCHEMA public TO orders;/);
  });
});
