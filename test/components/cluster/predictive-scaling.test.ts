import assert from "node:assert/strict";
import { PredictiveScaling, type PredictiveScalingArgs } from "../../../components/cluster";
import { recordProgram } from "../../../planner/recorder";

const forecast = (args: PredictiveScalingArgs) =>
  recordProgram(() => {
    new PredictiveScaling("shop", args);
  });

describe("PredictiveScaling", () => {
  it("forecasts for each group, and does nothing by it", async () => {
    const recording = await forecast({ groups: { main: "eks-main", spot: "eks-spot" } });
    const policies = recording.ofType("aws:autoscaling/policy:Policy");
    assert.deepEqual(policies.map(({ name }) => name).sort(), ["shop-forecast-main", "shop-forecast-spot"]);
    const { inputs, outputs } = recording.get("shop-forecast-main");
    assert.deepEqual(inputs["predictiveScalingConfiguration"], {
      mode: "ForecastOnly",
      schedulingBufferTime: "300",
      maxCapacityBreachBehavior: "HonorMaxCapacity",
      metricSpecification: {
        targetValue: 60,
        predefinedMetricPairSpecification: { predefinedMetricType: "ASGCPUUtilization" },
      },
    });
    assert.match(
      String(outputs["arn"]),
      /^arn:aws:autoscaling:[\w-]+:\d{12}:scalingPolicy:[0-9a-f-]{36}:autoScalingGroupName\/eks-main:policyName\/shop-/,
    );
  });

  it("fails when there is no group, or a number is none that AWS takes", async () => {
    await assert.rejects(forecast({ groups: {}, cpuPercent: 5, bufferSeconds: 4000 }), (error: Error) => {
      for (const key of ["groups", "cpuPercent", "bufferSeconds"]) {
        assert.ok(error.message.includes(`${key}: given`), key);
      }
      return true;
    });
  });
});
