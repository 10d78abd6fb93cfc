import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes/provider";
import { ClusterPlatform, externalSecrets, type MonitoringArgs, monitoring } from "../../../components/platform";
import { ROLLOUT_RULES } from "../../../components/platform/addons/delivery/progressive-delivery";
import { GATEWAY_RULES } from "../../../components/platform/addons/gateway/rules";
import { MESH_RULES } from "../../../components/platform/addons/mesh/rules";
import { objectiveRules } from "../../../components/platform/addons/monitoring/objectives";
import { TRIVY_RULES } from "../../../components/platform/addons/security/trivy-operator";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";
import { faultsIn } from "./promql";

const OBJECTIVES = {
  orders: { availabilityPercent: 99.9, latency: { percent: 99, seconds: 0.5 } },
  products: { availabilityPercent: 99.5 },
} as const;

function install(args: Partial<MonitoringArgs>): Promise<Recording> {
  return recordProgram(() => {
    const { identity: _role, ...secrets } = externalSecrets({ region: "us-east-1", secretArns: ["arn:a"] });
    new ClusterPlatform(
      "platform",
      { addons: [secrets, monitoring({ grafanaSecret: "grafana", ...args })] },
      { provider: new Provider("cluster", { kubeconfig: "{}" }) },
    );
  });
}

describe("Objectives of services", () => {
  const rules = objectiveRules(OBJECTIVES);
  const alerts = rules.flatMap((rule) => ("alert" in rule ? [rule] : []));

  it("are told of while the month's budget burns, over a long window and still over a short one", () => {
    const failing = alerts.filter(({ alert, expr }) => alert.startsWith("ObjectiveFails") && expr.includes('"orders"'));
    assert.deepEqual(
      failing.map(({ alert, expr, severity }) => [alert, expr, severity]),
      [
        [
          "ObjectiveFailsFast",
          'objective:http_errors:ratio1h{service_name="orders"} > 14.4 * 0.001 and objective:http_errors:ratio5m{service_name="orders"} > 14.4 * 0.001',
          "page",
        ],
        [
          "ObjectiveFailsSoon",
          'objective:http_errors:ratio6h{service_name="orders"} > 6 * 0.001 and objective:http_errors:ratio30m{service_name="orders"} > 6 * 0.001',
          "page",
        ],
        [
          "ObjectiveFailsSlowly",
          'objective:http_errors:ratio1d{service_name="orders"} > 3 * 0.001 and objective:http_errors:ratio2h{service_name="orders"} > 3 * 0.001',
          "ticket",
        ],
        [
          "ObjectiveFailsSteadily",
          'objective:http_errors:ratio3d{service_name="orders"} > 1 * 0.001 and objective:http_errors:ratio6h{service_name="orders"} > 1 * 0.001',
          "ticket",
        ],
      ],
    );
    assert.equal(alerts.length, 12);
  });

  it("look at no series that no rule writes", () => {
    const written = new Set(rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])));
    const read = alerts.flatMap(({ expr }) => expr.match(/objective:[\w:]+/g) ?? []);
    assert.deepEqual(
      read.filter((series) => !written.has(series)),
      [],
    );
    assert.equal(written.size, 14);
  });

  it("are written in Prometheus' language, as are the rules of mesh, rollouts and images", () => {
    const all = [...rules, ...MESH_RULES, ...ROLLOUT_RULES, ...TRIVY_RULES, ...GATEWAY_RULES];
    assert.deepEqual(
      all.map(({ expr }) => expr).filter((expr) => faultsIn(expr).length > 0),
      [],
    );
    assert.ok(all.every((rule) => !("alert" in rule) || /\.$/.test(rule.summary)));
  });

  it("fail to be promised where nothing is left to spend, or nothing is counted", async () => {
    const orders = { availabilityPercent: 100, latency: { percent: 10, seconds: 0.5 } } as const;
    await assert.rejects(
      install({ objectives: { "no name": { availabilityPercent: 99 }, orders } }),
      (error: Error) => {
        for (const key of ["no name", "orders.availabilityPercent", "orders.latency.percent"]) {
          assert.ok(error.message.includes(`addons.monitoring.objectives.${key}: given`), key);
        }
        return true;
      },
    );
  });
});

describe("Alertmanager", () => {
  it("pages by the one way, files tickets by the other, and reads their addresses from Secrets Manager", async () => {
    const recording = await install({
      alerts: {
        page: { kind: "pagerDuty", secret: "shop/pager" },
        ticket: { kind: "slack", secret: "shop/chat", channel: "#shop" },
      },
      objectives: OBJECTIVES,
    });
    const { spec } = plainInputs(recording.get("platform-alert-routes"));
    assert.deepEqual(
      spec.route.routes.map((route: { receiver: string; matchers: { value: string }[] }) => [
        route.receiver,
        route.matchers[0]?.value,
      ]),
      [
        ["nobody", "Watchdog|InfoInhibitor"],
        ["page", "page|critical"],
        ["nobody", "info|none"],
      ],
    );
    assert.equal(spec.route.receiver, "ticket");
    const [nobody, page, ticket] = spec.receivers;
    assert.deepEqual(nobody, { name: "nobody" });
    assert.deepEqual(page.pagerdutyConfigs[0].routingKey, { name: "receiver-page", key: "key" });
    assert.deepEqual(
      [ticket.slackConfigs[0].apiURL, ticket.slackConfigs[0].channel],
      [{ name: "receiver-ticket", key: "url" }, "#shop"],
    );
    assert.deepEqual(plainInputs(recording.get("platform-receiver-page")).spec.data, [
      { secretKey: "key", remoteRef: { key: "shop/pager", property: "key" } },
    ]);
    const { alertmanagerSpec } = plainInputs(recording.get("platform-chart-kube-prometheus-stack")).values.alertmanager;
    assert.deepEqual(alertmanagerSpec.alertmanagerConfiguration, { name: "routes" });
    assert.ok(recording.get("platform-rules-objectives"));
  });

  it("reaches the internet over TLS, by its pods alone, and only where somebody is to be told", async () => {
    const alerts = {
      page: { kind: "pagerDuty", secret: "shop/pager" },
      ticket: { kind: "webhook", secret: "shop/tickets" },
    } as const;
    const recording = await install({ alerts });
    const policy = recording.get("platform-namespace-monitoring-policy-alert-receivers");
    assert.deepEqual(plainInputs(policy).spec, {
      podSelector: { matchLabels: { "app.kubernetes.io/name": "alertmanager" } },
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            {
              ipBlock: {
                cidr: "0.0.0.0/0",
                except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
              },
            },
          ],
          ports: [{ protocol: "TCP", port: 443 }],
        },
      ],
    });
    assert.ok(recording.get("platform-chart-kube-prometheus-stack").dependencies.includes(policy.urn));
    // Of the policies for all of the namespace none leads there.
    const others = (await install({}))
      .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
      .map((resource) => plainInputs(resource))
      .filter(({ metadata }) => metadata.namespace === "monitoring");
    assert.ok(others.length > 3 && !JSON.stringify(others).includes("0.0.0.0/0"));
  });

  it("is left to its chart where nobody is to be told", async () => {
    const recording = await install({});
    const names = recording.resources.map(({ name }) => name);
    assert.ok(!names.includes("platform-alert-routes") && !names.includes("platform-rules-objectives"));
  });
});
