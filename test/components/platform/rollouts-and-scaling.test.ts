import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { type Delivery, Workload, type WorkloadArgs } from "../../../components/platform";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";
import { restrictedBreaches } from "./pod-security";
import { faultsIn } from "./promql";

const workload = (args: Partial<WorkloadArgs>): Promise<Recording> =>
  recordProgram(() => {
    new Workload("orders", { namespace: "shop", ...args });
  });

const names = (recording: Recording) =>
  recording.resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ name }) => name)
    .sort();

describe("A workload with a delivery of its own", () => {
  it("is a Rollout, blue and green, that looks before and after it turns", async () => {
    const recording = await workload({ delivery: { strategy: "blueGreen" }, scaling: { min: 2, max: 4 } });
    assert.deepEqual(names(recording), [
      "orders-analysis",
      "orders-autoscaler",
      "orders-disruption-budget",
      "orders-network-policy",
      "orders-rollout",
      "orders-service",
      "orders-service-account",
      "orders-service-preview",
    ]);
    const { spec } = plainInputs(recording.get("orders-rollout"));
    assert.equal(spec.replicas, undefined);
    const { activeService, previewService, scaleDownDelaySeconds, postPromotionAnalysis } = spec.strategy.blueGreen;
    assert.deepEqual([activeService, previewService, scaleDownDelaySeconds], ["orders", "orders-preview", 600]);
    assert.deepEqual(postPromotionAnalysis, {
      templates: [{ templateName: "orders" }],
      args: [{ name: "hash", valueFrom: { podTemplateHashValue: "Latest" } }],
    });
    assert.deepEqual(restrictedBreaches(spec.template.spec), []);
    const { scaleTargetRef } = plainInputs(recording.get("orders-autoscaler")).spec;
    assert.deepEqual(scaleTargetRef, { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "orders" });
  });

  it("is a canary whose share the mesh gives, and that is taken back where Prometheus finds it ill", async () => {
    const delivery: Delivery = {
      strategy: "canary",
      traffic: "istio",
      steps: [10, 50],
      analysis: { maxErrorPercent: 2, maxLatencyMs: 300 },
    };
    const recording = await workload({ delivery, mesh: {} });
    const { canary } = plainInputs(recording.get("orders-rollout")).spec.strategy;
    assert.deepEqual(
      canary.steps.map((step: object) => Object.keys(step)[0]),
      ["setWeight", "pause", "analysis", "setWeight", "pause", "analysis"],
    );
    assert.deepEqual(
      [canary.stableService, canary.canaryService, canary.trafficRouting],
      ["orders", "orders-canary", { istio: { virtualService: { name: "orders", routes: ["primary"] } } }],
    );
    const [route] = plainInputs(recording.get("orders-virtual-service")).spec.http;
    assert.deepEqual(
      route.route.map((part: { weight: number }) => part.weight),
      [100, 0],
    );
    assert.ok(recording.get("orders-destination-rule-canary"));
    const { metrics } = plainInputs(recording.get("orders-analysis")).spec;
    assert.deepEqual(
      metrics.map((metric: { name: string; failureLimit: number }) => [metric.name, metric.failureLimit]),
      [
        ["scraped", 1],
        ["errors", 1],
        ["latency", 1],
      ],
    );
    assert.match(metrics[1].successCondition, /result\[0\] <= 2\)$/);
    for (const { provider } of metrics) {
      assert.deepEqual(faultsIn(provider.prometheus.query.replaceAll("{{args.hash}}", "abc")), []);
    }
  });

  it("takes a version back that Prometheus does not see, and lets one through that nobody calls", async () => {
    const { metrics } = plainInputs(
      (await workload({ delivery: { strategy: "blueGreen", analysis: { maxErrorPercent: 2 } } })).get(
        "orders-analysis",
      ),
    ).spec;
    const holds = ({ successCondition }: { successCondition: string }, result: readonly number[]): unknown =>
      // The conditions' language has this much in common with JavaScript.
      runInNewContext(successCondition, { result, isNaN: Number.isNaN, len: (list: readonly number[]) => list.length });
    const [seen, errors, latency] = metrics;
    assert.deepEqual([holds(seen, []), holds(seen, [0]), holds(seen, [2])], [false, false, true]);
    assert.deepEqual(
      [[], [Number.NaN], [2], [2.1]].map((result) => holds(errors, result)),
      [false, true, true, false],
    );
    assert.deepEqual([holds(latency, [Number.NaN]), holds(latency, [501])], [true, false]);
    // A rate needs what was scraped over all of its range.
    assert.deepEqual(
      new Set(metrics.map(({ initialDelay }: { initialDelay: string }) => initialDelay)),
      new Set(["120s"]),
    );
    for (const { provider } of metrics.slice(1)) {
      assert.match(provider.prometheus.query, /\[120s\]/);
    }
  });

  it("waits no longer than it has, where a canary's pause was long enough", async () => {
    const delays = async (pauseSeconds: number) => {
      const recording = await workload({ delivery: { strategy: "canary", pauseSeconds } });
      return plainInputs(recording.get("orders-analysis")).spec.metrics.map(
        ({ initialDelay }: { initialDelay?: string }) => initialDelay,
      )[0];
    };
    assert.deepEqual([await delays(30), await delays(300)], ["90s", undefined]);
  });

  it("is a canary behind a load balancer's rule, or by the number of its pods", async () => {
    const byRule = await workload({ delivery: { strategy: "canary", traffic: { albIngress: "shop" } } });
    const { canary } = plainInputs(byRule.get("orders-rollout")).spec.strategy;
    assert.deepEqual(canary.trafficRouting, { alb: { ingress: "shop", servicePort: 8080, rootService: "orders" } });
    assert.equal(canary.stableService, "orders-stable");
    const byPods = await workload({ delivery: { strategy: "canary" } });
    assert.equal(plainInputs(byPods.get("orders-rollout")).spec.strategy.canary.trafficRouting, undefined);
    assert.equal(
      byPods.resources.some(({ name }) => name === "orders-service-canary"),
      false,
    );
  });

  it("fails when the version before goes while the new one is still watched", async () => {
    const delivery = { strategy: "blueGreen", keepSeconds: 360 } as const;
    await assert.rejects(
      workload({ delivery }),
      /delivery\.keepSeconds: given 360; allowed: more than the 360 seconds/,
    );
    await workload({ delivery: { ...delivery, keepSeconds: 361 } });
  });

  it("fails when a canary has no mesh, no order, or could never be taken back", async () => {
    const wrong: Delivery = {
      strategy: "canary",
      traffic: "istio",
      steps: [50, 10],
      pauseSeconds: 1,
      analysis: { count: 2, failureLimit: 2, maxErrorPercent: 100 },
    };
    await assert.rejects(workload({ delivery: wrong }), (error: Error) => {
      for (const key of ["traffic", "steps", "pauseSeconds", "analysis.failureLimit", "analysis.maxErrorPercent"]) {
        assert.ok(error.message.includes(`delivery.${key}: given`), key);
      }
      return true;
    });
  });
});

describe("A workload that follows queues and response times", () => {
  it("has one autoscaler for all of it, which KEDA makes", async () => {
    const recording = await workload({
      scaling: {
        min: 1,
        max: 9,
        memoryPercent: 80,
        triggers: {
          latencyMs: 250,
          queues: {
            mails: {
              kind: "rabbitMq",
              queue: "mails",
              address: { secret: "rabbitmq", key: "host" },
              messagesPerPod: 20,
            },
            returns: {
              kind: "sqs",
              url: "https://sqs.us-east-1.amazonaws.com/1/returns",
              region: "us-east-1",
              messagesPerPod: 5,
            },
          },
        },
      },
    });
    const { spec } = plainInputs(recording.get("orders-autoscaler"));
    assert.deepEqual(
      spec.triggers.map(({ type, metricType }: { type: string; metricType?: string }) => [type, metricType]),
      [
        ["cpu", "Utilization"],
        ["memory", "Utilization"],
        ["rabbitmq", undefined],
        ["aws-sqs-queue", undefined],
        ["prometheus", "Value"],
      ],
    );
    const [, , mails, returns, latency] = spec.triggers;
    assert.deepEqual(mails.authenticationRef, { name: "orders-mails" });
    assert.equal(returns.metadata.identityOwner, "operator");
    assert.equal(latency.metadata.threshold, "250");
    assert.deepEqual(faultsIn(latency.metadata.query), []);
    assert.deepEqual(plainInputs(recording.get("orders-queue-login-mails")).spec, {
      secretTargetRef: [{ parameter: "host", name: "rabbitmq", key: "host" }],
    });
    assert.equal(recording.ofType("kubernetes:autoscaling/v2:HorizontalPodAutoscaler").length, 0);
  });

  it("is told its size, and not given it", async () => {
    const { spec } = plainInputs((await workload({ recommendations: true })).get("orders-recommendation"));
    assert.deepEqual(spec, {
      targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "orders" },
      updatePolicy: { updateMode: "Off" },
    });
  });

  it("fails when there is nothing to follow, or nothing to be done for it", async () => {
    await assert.rejects(
      workload({ scaling: { min: 1, max: 2, triggers: {} } }),
      /scaling\.triggers: given \{\}; allowed: a queue or a response time/,
    );
    await assert.rejects(
      workload({ scaling: { min: 1, max: 2, triggers: { latencyMs: 0 } } }),
      /scaling\.triggers\.latencyMs: given 0/,
    );
  });
});
