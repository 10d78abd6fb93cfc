import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes/provider";
import {
  BatchWorkload,
  ClusterPlatform,
  type MeshTraffic,
  PROMETHEUS,
  type ServiceMeshArgs,
  serviceMesh,
  Workload,
} from "../../../components/platform";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";

function install(args: ServiceMeshArgs = {}): Promise<Recording> {
  return recordProgram(() => {
    const { dependsOn: _others, ...mesh } = serviceMesh(args);
    new ClusterPlatform("platform", { addons: [mesh] }, { provider: new Provider("cluster", { kubeconfig: "{}" }) });
  });
}

function shop(use: (orders: Workload, web: Workload) => void, mesh: MeshTraffic = {}): Promise<Recording> {
  return recordProgram(() => {
    const orders = new Workload("orders", { namespace: "shop", mesh });
    use(orders, new Workload("web", { namespace: "front", mesh: {} }));
  });
}

/** Objects of Istio, by name. */
function meshObjects(recording: Recording): readonly string[] {
  const objects = recording.resources.filter(({ type }) => type.includes(".istio.io/"));
  return objects.map(({ name }) => name).sort();
}

describe("serviceMesh", () => {
  it("installs charts of one version, the node agent before the control plane, and holds the whole mesh to its policies", async () => {
    const recording = await install({ metrics: true, tracing: true });
    const charts = recording.ofType("kubernetes:helm.sh/v4:Chart");
    assert.deepEqual(
      charts.map(({ name, inputs }) => [name, inputs["chart"], inputs["version"], inputs["namespace"]]),
      [
        ["platform-chart-istio-base", "base", "1.31.0", "istio-system"],
        ["platform-chart-istio-cni", "cni", "1.31.0", "istio-cni"],
        ["platform-chart-istiod", "istiod", "1.31.0", "istio-system"],
      ],
    );
    assert.ok(charts[2]?.dependencies.includes(charts[1]?.urn ?? ""));
    assert.deepEqual(meshObjects(recording), [
      "platform-mesh-compression",
      "platform-mesh-default-deny",
      "platform-mesh-peer-authentication",
      "platform-mesh-telemetry",
    ]);
    assert.deepEqual(plainInputs(recording.get("platform-mesh-peer-authentication")).spec, {
      mtls: { mode: "STRICT" },
    });
    const deny = plainInputs(recording.get("platform-mesh-default-deny"));
    assert.deepEqual([deny.metadata.namespace, deny.spec], ["istio-system", {}]);
    assert.match(JSON.stringify(plainInputs(recording.get("platform-mesh-compression"))), /gzip\.compressor\.v3\.Gzip/);
  });

  it("keeps privilege to the node agent's namespace", async () => {
    const recording = await install();
    const levels = recording
      .ofType("kubernetes:core/v1:Namespace")
      .map((namespace) => plainInputs(namespace).metadata)
      .map(({ name, labels }) => [name, labels["pod-security.kubernetes.io/enforce"]]);
    assert.deepEqual(levels, [
      ["istio-system", "restricted"],
      ["istio-cni", "privileged"],
    ]);
  });

  it("fails when its settings are none of Istio's", async () => {
    await assert.rejects(install({ version: "1.31", replicas: 0, traceSamplePercent: 101 }), (error: Error) => {
      assert.match(error.message, /3 faults/);
      for (const key of ["version", "replicas", "traceSamplePercent"]) {
        assert.match(error.message, new RegExp(`addons\\.service-mesh\\.${key}: given`));
      }
      return true;
    });
  });
});

describe("A member of the mesh", () => {
  it("lets in whom a connection names, by account, and nobody else", async () => {
    const recording = await shop((orders, web) => web.connectTo(orders));
    assert.deepEqual(meshObjects(recording), [
      "orders-caller-web.front-8080",
      "orders-destination-rule",
      "web-destination-rule",
    ]);
    assert.deepEqual(plainInputs(recording.get("orders-caller-web.front-8080")).spec, {
      selector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
      action: "ALLOW",
      rules: [
        {
          from: [{ source: { principals: ["cluster.local/ns/front/sa/web"] } }],
          to: [{ operation: { ports: ["8080"] } }],
        },
      ],
    });
    const pod = plainInputs(recording.get("orders-deployment")).spec.template.metadata;
    assert.equal(pod.labels["sidecar.istio.io/inject"], "true");
    const [names, control, traces] = plainInputs(recording.get("orders-network-policy")).spec.egress;
    assert.equal(names.ports[0].port, 53);
    assert.deepEqual([control.ports[0].port, traces.ports[0].port], [15_012, 4317]);
  });

  it("may be a job, which ends as its sidecar does not hold it up", async () => {
    const recording = await shop((orders) => {
      new BatchWorkload("report", { namespace: "shop", schedule: "0 3 * * *", mesh: true }).connectTo(orders);
    });
    const { rules } = plainInputs(recording.get("orders-caller-report-8080")).spec;
    assert.deepEqual(rules[0].from, [{ source: { principals: ["cluster.local/ns/shop/sa/report"] } }]);
    const { template } = plainInputs(recording.get("report-cron-job")).spec.jobTemplate.spec;
    assert.equal(template.metadata.labels["sidecar.istio.io/inject"], "true");
  });

  it("is balanced as it asks, and left alone while it fails", async () => {
    const policyOf = async (mesh: MeshTraffic) =>
      plainInputs((await shop(() => undefined, mesh)).get("orders-destination-rule")).spec.trafficPolicy;
    assert.deepEqual(await policyOf({}), {
      tls: { mode: "ISTIO_MUTUAL" },
      loadBalancer: { simple: "LEAST_REQUEST" },
      connectionPool: { tcp: { maxConnections: 100, connectTimeout: "5s" }, http: { http1MaxPendingRequests: 100 } },
      outlierDetection: {
        consecutive5xxErrors: 5,
        interval: "10s",
        baseEjectionTime: "30s",
        maxEjectionPercent: 50,
      },
    });
    const round = await policyOf({
      balancing: { algorithm: "roundRobin" },
      circuitBreaker: { consecutiveErrors: 3, ejectionSeconds: 60 },
    });
    assert.deepEqual(round.loadBalancer, { simple: "ROUND_ROBIN" });
    assert.deepEqual(
      [round.outlierDetection.consecutive5xxErrors, round.outlierDetection.baseEjectionTime],
      [3, "60s"],
    );
    const byHeader = await policyOf({ balancing: { algorithm: "consistentHash", header: "X-Session" } });
    assert.deepEqual(byHeader.loadBalancer, { consistentHash: { httpHeaderName: "x-session" } });
    const byAddress = await policyOf({ balancing: { algorithm: "consistentHash" } });
    assert.deepEqual(byAddress.loadBalancer, { consistentHash: { useSourceIp: true } });
  });

  it("takes callers without a certificate by their addresses, and says so", async () => {
    const recording = await shop((orders) => {
      orders.allowFrom("balancer", { cidrs: ["10.0.0.0/20"] });
      orders.allowFrom("office", { cidrs: ["192.168.0.0/24"] });
    });
    assert.deepEqual(plainInputs(recording.get("orders-peer-authentication")).spec, {
      selector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
      mtls: { mode: "STRICT" },
      portLevelMtls: { "8080": { mode: "PERMISSIVE" } },
    });
    const { spec } = plainInputs(recording.get("orders-caller-balancer-8080"));
    assert.deepEqual(spec.rules[0].from, [{ source: { ipBlocks: ["10.0.0.0/20"] } }]);
  });

  it("is scraped by its sidecar, outside of mutual TLS", async () => {
    const recording = await shop((orders) => orders.allowFrom("prometheus", PROMETHEUS));
    const { spec } = plainInputs(recording.get("orders-from-prometheus-15020"));
    assert.equal(spec.ingress[0].ports[0].port, 15_020);
    assert.deepEqual(meshObjects(recording), ["orders-destination-rule", "web-destination-rule"]);
  });

  it("fails when a caller is not in the mesh, or comes without a certificate to another port", async () => {
    const message = async (use: (orders: Workload) => void) => {
      let text = "";
      await shop((orders) => {
        try {
          use(orders);
        } catch (error) {
          text = String(error);
        }
      });
      return text;
    };
    const job = (orders: Workload) =>
      new BatchWorkload("report", { namespace: "shop", schedule: "0 3 * * *" }).connectTo(orders);
    assert.match(await message(job), /source\.account: given nothing; allowed: the service account/);
    const other = (orders: Workload) => orders.allowFrom("balancer", { cidrs: ["10.0.0.0/20"] }, 9000);
    assert.match(await message(other), /port: given 9000; allowed: 8080/);
    await assert.rejects(
      shop(() => undefined, {
        balancing: { algorithm: "consistentHash", header: "no header" },
        circuitBreaker: { maxConnections: 0, maxEjectionPercent: 101 },
      }),
      /3 faults in its arguments/,
    );
  });
});
