import assert from "node:assert/strict";
import * as core from "@pulumi/kubernetes/core/v1";
import { keepProperties } from "../../../components/cluster/addons/chart";
import { recordProgram } from "../../../planner/recorder";

describe("a chart's random properties", () => {
  it("stay as they are in the cluster, and others are compared", async () => {
    const transforms = [keepProperties({ "kubernetes:core/v1:Secret": ["data"] })];
    const recording = await recordProgram(() => {
      new core.Secret("certificate", { data: {} }, { transforms, ignoreChanges: ["metadata.labels"] });
      new core.ConfigMap("settings", { data: {} }, { transforms });
    });
    assert.deepEqual(recording.get("certificate").options.ignoreChanges, ["metadata.labels", "data"]);
    assert.deepEqual(recording.get("settings").options.ignoreChanges, []);
  });
});
