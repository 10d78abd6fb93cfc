import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { Provider } from "@pulumi/kubernetes/provider";
import {
  apiGateway,
  ClusterPlatform,
  certManager,
  externalSecrets,
  monitoring,
  progressiveDelivery,
  serviceMesh,
  TRACES_ENDPOINT,
  tracing,
  trivyOperator,
  Workload,
} from "../../../components/platform";
import { ROLLOUT_RULES } from "../../../components/platform/addons/delivery/progressive-delivery";
import { GATEWAY_RULES } from "../../../components/platform/addons/gateway/rules";
import { MESH_RULES } from "../../../components/platform/addons/mesh/rules";
import * as dashboards from "../../../components/platform/addons/monitoring/dashboards";
import { objectiveRules } from "../../../components/platform/addons/monitoring/objectives";
import * as rules from "../../../components/platform/addons/monitoring/rules";
import { TRIVY_RULES } from "../../../components/platform/addons/security/trivy-operator";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { relabel, type ScrapedPod, SIDECAR_PORT, scraped, targetsOf } from "./arriving-series";
import { plainInputs } from "./plain";
import { groupedBy, type Selector, type Series, selectorsIn, selects } from "./promql";

const DELIVERY = { strategy: "blueGreen" } as const;

/** A platform with everything that Prometheus scrapes, a member of the mesh, and a service outside of it. */
function install(): Promise<Recording> {
  return recordProgram(() => {
    const { identity: _role, ...secrets } = externalSecrets({ region: "us-east-1", secretArns: ["arn:a"] });
    const addons = [
      secrets,
      certManager(),
      monitoring({ grafanaSecret: "grafana", scrapedNamespaces: ["shop"] }),
      tracing({ metrics: true }),
      serviceMesh({ metrics: true }),
      apiGateway({ namespaces: ["shop"], loadBalancerCidrs: ["10.0.0.0/20"], mesh: true, metrics: true }),
      progressiveDelivery({ metrics: true }),
      trivyOperator({ metrics: true }),
    ];
    new ClusterPlatform("platform", { addons }, { provider: new Provider("cluster", { kubeconfig: "{}" }) });
    const scaling = { min: 2, max: 4, triggers: { latencyMs: 300 } };
    const environment = { OTEL_SERVICE_NAME: "orders", OTEL_EXPORTER_OTLP_ENDPOINT: TRACES_ENDPOINT };
    new Workload("orders", { namespace: "shop", mesh: {}, delivery: DELIVERY, scaling, environment });
    new Workload("mails", { namespace: "shop", delivery: DELIVERY });
  });
}

/** A pod of each version of a service, as its template makes it. */
function podsOf(recording: Recording, service: string): readonly ScrapedPod[] {
  const { metadata, spec } = plainInputs(recording.get(`${service}-rollout`)).spec.template;
  const [container] = spec.containers;
  const own = container.ports.map(({ name, containerPort }: { name: string; containerPort: number }) => ({
    container: container.name,
    name,
    port: containerPort,
  }));
  const injected = metadata.labels["sidecar.istio.io/inject"] === "true" ? [SIDECAR_PORT] : [];
  return ["new", "old"].map((hash) => ({
    namespace: "shop",
    name: `${service}-${hash}-x7k2p`,
    labels: metadata.labels,
    ports: [...own, ...injected],
  }));
}

/** By OpenTelemetry's conventions for HTTP servers, as Prometheus names them. */
const SERVER = { http_request_method: "GET", http_response_status_code: "500", url_scheme: "http" } as const;
const HISTOGRAM = "http_server_request_duration_seconds";
/** Istio's standard metrics, of a sidecar that answers. */
const SIDECAR = {
  reporter: "destination",
  source_workload: "web",
  destination_service_name: "orders",
  destination_service_namespace: "shop",
  destination_workload: "orders",
} as const;

/** What Prometheus has of two services: by their sidecars or by their pods, and by what they push. */
function ofServices(recording: Recording): readonly Series[] {
  const pods = ["orders", "mails"].flatMap((service) => podsOf(recording, service));
  const by = (monitor: string) => pods.flatMap((pod) => targetsOf(plainInputs(recording.get(monitor)), pod));
  return [
    ...by("platform-mesh-sidecars").flatMap((target) => [
      scraped(target, "up"),
      ...["200", "403", "503"].map((code) =>
        scraped(target, "istio_requests_total", { ...SIDECAR, response_code: code }),
      ),
      scraped(target, "istio_request_duration_milliseconds_bucket", { ...SIDECAR, response_code: "200", le: "25" }),
    ]),
    ...by("platform-services-shop").flatMap((target) => [
      scraped(target, "up"),
      scraped(target, `${HISTOGRAM}_count`, SERVER),
      scraped(target, `${HISTOGRAM}_bucket`, { ...SERVER, le: "0.25" }),
    ]),
    ...podsOf(recording, "orders").flatMap((pod) => pushed(recording, pod)),
  ];
}

/** What a pod sends by the collector: the attributes that Prometheus was told to keep, and those that it always keeps. */
function pushed(recording: Recording, pod: ScrapedPod): readonly Series[] {
  const { values } = plainInputs(recording.get("platform-chart-kube-prometheus-stack"));
  const promoted: readonly string[] = values.prometheus.prometheusSpec.otlp.promoteResourceAttributes;
  const resource = resourceOf(recording, pod);
  const labels = {
    job: resource["service.name"] ?? "",
    instance: resource["service.instance.id"] ?? "",
    ...Object.fromEntries(promoted.map((name) => [name.replaceAll(".", "_"), resource[name] ?? ""])),
  };
  return [
    { ...labels, ...SERVER, __name__: `${HISTOGRAM}_count` },
    ...["0.25", "0.5"].map((le) => ({ ...labels, ...SERVER, le, __name__: `${HISTOGRAM}_bucket` })),
  ];
}

/** What an SDK says of the pod that it runs in, by the variables that OpenTelemetry defines. */
function resourceOf(recording: Recording, pod: ScrapedPod): Readonly<Record<string, string>> {
  const { spec } = plainInputs(recording.get("orders-rollout")).spec.template;
  const fields: Readonly<Record<string, string>> = { "metadata.name": pod.name };
  const variables: Record<string, string> = {};
  for (const { name, value, valueFrom } of spec.containers[0].env) {
    variables[name] =
      valueFrom === undefined
        ? value.replace(/\$\((\w+)\)/g, (text: string, other: string) => variables[other] ?? text)
        : fields[valueFrom.fieldRef.fieldPath];
  }
  const attributes = (variables["OTEL_RESOURCE_ATTRIBUTES"] ?? "").split(",").map((pair) => pair.split("="));
  return { ...Object.fromEntries(attributes), "service.name": variables["OTEL_SERVICE_NAME"] ?? "" };
}

/** Target labels of a ServiceMonitor's, which the operator writes. */
const target = (namespace: string, service: string): Series => ({
  namespace,
  service,
  pod: `${service}-0`,
  container: service,
  endpoint: "metrics",
  job: service,
  instance: "10.1.2.4:8080",
});

/** What the charts' own monitors bring, under the labels that they have after all relabelling. */
function ofCharts(recording: Recording): readonly Series[] {
  const values = (chart: string) => plainInputs(recording.get(`platform-chart-${chart}`)).values;
  const kong = values("kong").serviceMonitor;
  const rollouts = values("argo-rollouts").controller.metrics.serviceMonitor;
  const ofRollout = (name: string, labels: Series = {}) =>
    (rollouts.metricRelabelings ?? []).reduce(
      relabel,
      scraped(target("argo-rollouts", "argo-rollouts-metrics"), name, { namespace: "shop", name: "orders", ...labels }),
    );
  const ofKong = (name: string, labels: Series) =>
    scraped(target("kong", "kong-proxy"), name, labels, kong.honorLabels);
  return [
    ...["Degraded", "Paused"].map((phase) => ofRollout("rollout_info", { phase, strategy: "canary" })),
    ofRollout("rollout_info_replicas_available"),
    ofRollout("rollout_info_replicas_desired"),
    ...["429", "503"].map((code) =>
      ofKong("kong_http_requests_total", { service: "shop.orders.8080", route: "orders", code }),
    ),
    ofKong("ingress_controller_configuration_push_count", { success: "false", protocol: "db-less" }),
    // Its chart honours the labels of what it found.
    scraped(
      target("trivy-system", "trivy-operator"),
      "trivy_image_vulnerabilities",
      { namespace: "shop", image_repository: "orders", image_tag: "1", severity: "Critical" },
      true,
    ),
    scraped({ namespace: "istio-system", pod: "istiod-1", job: "monitoring/mesh-control" }, "up"),
    scraped({ namespace: "istio-system", pod: "istiod-1" }, "pilot_total_xds_rejects", { type: "cds" }),
  ];
}

/** What rules write, by the labels that their expressions leave. */
function ofRules(written: rules.PrometheusRules): readonly Series[] {
  return written.flatMap((rule) =>
    "record" in rule
      ? [{ ...Object.fromEntries(groupedBy(rule.expr).map((label) => [label, "orders"])), __name__: rule.record }]
      : [],
  );
}

/** Selectors that read nothing of what arrives, or group it by a label that it has not. */
function blind(expressions: readonly string[], series: readonly Series[]): readonly string[] {
  const reads = (selector: Selector) => {
    const read = series.filter((one) => selects(selector, one));
    return read.length > 0 && read.every((one) => selector.grouped.every((label) => one[label] !== undefined));
  };
  return expressions.flatMap((expression) =>
    selectorsIn(expression)
      .filter((selector) => !reads(selector))
      .map(({ text, grouped }) => `${text} by ${grouped.join()}`),
  );
}

describe("What Prometheus is asked for", () => {
  let recording: Recording;
  let series: readonly Series[];

  before(async () => {
    recording = await install();
    series = ofServices(recording);
  });

  for (const service of ["orders", "mails"]) {
    it(`of a new version of ${service} arrives with the labels that the analysis asks for, and of that version alone`, () => {
      const { metrics } = plainInputs(recording.get(`${service}-analysis`)).spec;
      const queries: readonly string[] = metrics.map(({ provider }: { provider: { prometheus: { query: string } } }) =>
        provider.prometheus.query.replaceAll("{{args.hash}}", "new"),
      );
      assert.equal(queries.length, 3);
      assert.deepEqual(blind(queries, series), []);
      const read = queries
        .flatMap((query) => selectorsIn(query))
        .flatMap((selector) => series.filter((one) => selects(selector, one)));
      assert.deepEqual([...new Set(read.map(({ pod }) => pod))], [`${service}-new-x7k2p`]);
    });
  }

  it("by rules, dashboards and autoscalers arrives, too, with the labels that they group it by", () => {
    const promised = objectiveRules({
      orders: { availabilityPercent: 99.9, latency: { percent: 95, seconds: 0.25 } },
    });
    const all = [
      ...rules.SERVICE_RULES,
      ...promised,
      ...MESH_RULES,
      ...GATEWAY_RULES,
      ...ROLLOUT_RULES,
      ...TRIVY_RULES,
    ];
    const shown = dashboards.DASHBOARDS.services.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const { triggers } = plainInputs(recording.get("orders-autoscaler")).spec;
    const scaling: readonly string[] = triggers.flatMap(
      ({ metadata: { query } }: { metadata: { query?: string } }) => query ?? [],
    );
    assert.equal(scaling.length, 1);
    const ofKubernetes = ["kube_deployment_status_replicas_available", "kube_deployment_spec_replicas"].map((name) =>
      scraped({ job: "kube-state-metrics" }, name, { namespace: "shop", deployment: "orders" }, true),
    );
    const expressions = [...all.map(({ expr }) => expr), ...shown, ...scaling].map((expr) =>
      expr.replaceAll("$service", ".+"),
    );
    assert.deepEqual(blind(expressions, [...series, ...ofCharts(recording), ...ofKubernetes, ...ofRules(all)]), []);
  });

  it("is one series for each pod: the counters of two would go up and down as one", () => {
    const twice = series.filter((one, index) => series.slice(0, index).some((other) => isDeepStrictEqual(one, other)));
    assert.deepEqual(twice, []);
    assert.deepEqual(
      podsOf(recording, "orders").map((pod) => pushed(recording, pod)[0]?.["instance"]),
      ["orders-new-x7k2p", "orders-old-x7k2p"],
    );
  });

  it("is about a Rollout's own namespace and a route's own service, and not about who tells of them", () => {
    const labels = (name: string, label: string) =>
      new Set(ofCharts(recording).flatMap((one) => (one["__name__"] === name ? [one[label]] : [])));
    assert.deepEqual(labels("rollout_info", "namespace"), new Set(["shop"]));
    assert.deepEqual(labels("kong_http_requests_total", "service"), new Set(["shop.orders.8080"]));
  });

  it("would be noticed where nothing arrives under a name, a label or a value", () => {
    const faulty = [
      "rate(istio_request_total[5m])",
      'rate(http_server_request_duration_seconds_count{namespace="shop",pod=~"orders-new-.*"}[2m])',
      'rate(istio_requests_total{reporter="destinations"}[2m])',
      "sum by (k8s_pod_name) (rate(istio_requests_total[5m]))",
    ];
    assert.deepEqual(
      faulty.map((expression) => blind([expression], series).length),
      [1, 1, 1, 1],
    );
  });
});
