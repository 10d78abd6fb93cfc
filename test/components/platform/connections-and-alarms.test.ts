import assert from "node:assert/strict";
import { Faults } from "../../../components/core";
import { BatchWorkload, monitoring, Workload } from "../../../components/platform";
import { DASHBOARDS } from "../../../components/platform/addons/monitoring/dashboards";
import { recordProgram } from "../../../planner/recorder";

describe("Workload's connections across namespaces", () => {
  it("keep callers of the same name apart, on either side", async () => {
    const recording = await recordProgram(() => {
      const api = new Workload("api", { namespace: "shop" });
      const other = new Workload("other-api", { namespace: "back-office", serviceName: "api" });
      const web = new Workload("web", { namespace: "shop" });
      web.connectTo(api);
      web.connectTo(other);
      new Workload("office-web", { namespace: "back-office", serviceName: "web" }).connectTo(api);
      new BatchWorkload("report", { namespace: "back-office", schedule: "0 3 * * *" }).connectTo(api);
    });
    const names = recording
      .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
      .map(({ name, inputs }) => ({ name, metadata: JSON.parse(JSON.stringify(inputs["metadata"])) }))
      .filter(({ name }) => /-(?:to|from)-/.test(name))
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    assert.deepEqual(names.sort(), [
      "back-office/api-from-web.shop-8080",
      "back-office/report-to-api.shop-8080",
      "back-office/web-to-api.shop-8080",
      "shop/api-from-report.back-office-8080",
      "shop/api-from-web-8080",
      "shop/api-from-web.back-office-8080",
      "shop/web-to-api-8080",
      "shop/web-to-api.back-office-8080",
    ]);
  });

  it("fail when a port is none, a key is no label, or a block is none", async () => {
    const faults = async (use: (workload: Workload) => void): Promise<string> => {
      let message = "";
      await recordProgram(() => {
        const workload = new Workload("api", { namespace: "shop" });
        try {
          use(workload);
        } catch (error) {
          message = String(error);
        }
      });
      return message;
    };
    assert.match(await faults((api) => api.connectToInternet(70_000)), /port: given 70000; allowed: a port/);
    assert.match(await faults((api) => api.connectTo(api, 0)), /port: given 0;/);
    assert.match(
      await faults((api) => api.connectToCidr("cache", { cidrs: ["10.0.0.0/8"], ports: [] })),
      /at least one/,
    );
    assert.match(await faults((api) => api.allowFrom("ALB", { cidrs: ["10.0.0.0/8"] })), /key: given "ALB"/);
    assert.match(await faults((api) => api.allowFrom("alb", { cidrs: ["10.0.0.0"] })), /cidrs: given "10.0.0.0"/);
  });
});

describe("Workload's alarms", () => {
  it("look at Container Insights by the workload's name, and are none without a cluster's", async () => {
    await recordProgram(() => {
      assert.deepEqual(new Workload("quiet", { namespace: "shop" }).alarms(), []);
      const alarms = new Workload("api", { namespace: "shop", clusterName: "main" }).alarms();
      assert.deepEqual(
        alarms.map(({ key, severity, metric }) => [key, severity, metric.name, metric.dimensions]),
        [
          [
            "no-running-pods",
            "page",
            "service_number_of_running_pods",
            { ClusterName: "main", Namespace: "shop", Service: "api" },
          ],
          [
            "restarts",
            "ticket",
            "pod_number_of_container_restarts",
            { ClusterName: "main", Namespace: "shop", PodName: "api" },
          ],
          [
            "memory",
            "ticket",
            "pod_memory_utilization_over_pod_limit",
            { ClusterName: "main", Namespace: "shop", PodName: "api" },
          ],
        ],
      );
    });
  });
});

describe("Grafana's dashboards", () => {
  it("are JSON with distinct panels on a grid, the same each time", () => {
    for (const dashboard of Object.values(DASHBOARDS)) {
      assert.deepEqual(JSON.parse(JSON.stringify(dashboard)), dashboard);
      assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
      const places = dashboard.panels.map(({ gridPos: { x, y } }) => `${x}/${y}`);
      assert.equal(new Set(places).size, places.length);
      for (const { targets, title } of dashboard.panels) {
        assert.ok(
          targets.every(({ expr }) => balanced(expr)),
          title,
        );
      }
    }
    const uids = Object.values(DASHBOARDS).map(({ uid }) => uid);
    assert.deepEqual(uids, ["estate-services", "estate-cluster"]);
  });

  it("fail to be kept for a time or in a memory that Prometheus does not know", () => {
    const faults = new Faults("ClusterPlatform", "platform");
    monitoring({ grafanaSecret: "grafana", retention: "two weeks", memory: "much" }).check?.(faults);
    assert.deepEqual(
      faults.list().map(({ property }) => property),
      ["addons.monitoring.memory", "addons.monitoring.retention"],
    );
  });
});

/** Every bracket of a query is closed. */
function balanced(query: string): boolean {
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { ")": "(", "}": "{", "]": "[" };
  for (const sign of query.replace(/"[^"]*"/g, "")) {
    if ("({[".includes(sign)) {
      open.push(sign);
    } else if (sign in pairs && open.pop() !== pairs[sign]) {
      return false;
    }
  }
  return open.length === 0;
}
