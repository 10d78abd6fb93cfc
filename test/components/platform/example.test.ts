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

describe("examples/gitops", () => {
  it("plans a service for Argo CD beside the platform that it stands on", async () => {
    const recording = await recordProgram(() => require("../../../examples/gitops"), { project: "example-gitops" });
    const rendered = recording.resources.filter(({ provider }) => provider === recording.get("shop-provider").urn);
    assert.deepEqual(rendered.map(({ name }) => name).sort(), [
      "orders-autoscaler",
      "orders-database",
      "orders-deployment",
      "orders-disruption-budget",
      "orders-from-prometheus-8080",
      "orders-network-policy",
      "orders-service",
      "orders-service-account",
    ]);
    const charts = recording.ofType("kubernetes:helm.sh/v4:Chart").map(({ inputs }) => inputs["chart"]);
    assert.deepEqual(charts.sort(), [
      "argo-cd",
      "eck-operator",
      "external-secrets",
      "fluent-bit",
      "kube-prometheus-stack",
      "prometheus-yet-another-cloudwatch-exporter",
    ]);
  });
});

describe("examples/mesh", () => {
  it("plans services that call each other by name alone, behind a gateway", async () => {
    const recording = await recordProgram(() => ({ ...require("../../../examples/mesh") }), {
      project: "example-mesh",
    });
    const callers = recording
      .ofType("kubernetes:security.istio.io/v1:AuthorizationPolicy")
      .map(({ name }) => name)
      .sort();
    assert.deepEqual(callers, [
      "orders-caller-kong-8080",
      "products-caller-kong-8080",
      "products-caller-orders-8080",
      "shop-mesh-default-deny",
    ]);
    const charts = recording.ofType("kubernetes:helm.sh/v4:Chart").map(({ inputs }) => inputs["chart"]);
    assert.deepEqual(charts.sort(), [
      "argo-rollouts",
      "base",
      "cert-manager",
      "cni",
      "eck-operator",
      "external-secrets",
      "falco",
      "istiod",
      "jaeger",
      "keda",
      "kong",
      "kube-prometheus-stack",
      "kyverno",
      "opentelemetry-collector",
      "trivy-operator",
      "vertical-pod-autoscaler",
    ]);
    assert.match(String(recording.outputs["hostname"]), /\.elb\.amazonaws\.com$/);
  });
});
