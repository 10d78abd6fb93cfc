import assert from "node:assert/strict";
import {
  apiGateway,
  argoCd,
  autoscaling,
  awsMetrics,
  certManager,
  documentOperator,
  elasticOperator,
  externalSecrets,
  falco,
  imageVerification,
  logging,
  messagingOperator,
  monitoring,
  type PlatformAddon,
  progressiveDelivery,
  serviceMesh,
  tracing,
  trivyOperator,
} from "../../../components/platform";
import FACTS from "./chart-values.json";

const placement = {
  nodeSelector: { pool: "observability" },
  tolerations: [{ key: "pool", operator: "Exists", effect: "NoSchedule" }],
} as const;

const ADDONS: readonly PlatformAddon[] = [
  externalSecrets({ region: "us-east-1", secretArns: ["arn:aws:secretsmanager:us-east-1:111122223333:secret:a"] }),
  monitoring({ grafanaSecret: "grafana", placement }),
  monitoring({
    grafanaSecret: "grafana",
    alerts: { page: { kind: "webhook", secret: "page" }, ticket: { kind: "webhook", secret: "ticket" } },
  }),
  serviceMesh({ tracing: true, metrics: true, placement }),
  certManager({ placement }),
  apiGateway({
    namespaces: ["shop"],
    loadBalancerCidrs: ["10.0.0.0/20"],
    mesh: true,
    tracing: true,
    metrics: true,
    placement,
  }),
  imageVerification({
    images: ["ghcr.io/acme/*"],
    signer: { subject: "https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main" },
    namespaces: ["shop"],
    placement,
  }),
  trivyOperator({ metrics: true, placement }),
  progressiveDelivery({ traffic: "istio", metrics: true, placement }),
  autoscaling({ placement }),
  elasticOperator({ filebeat: true, placement }),
  falco(),
  messagingOperator({ namespaces: ["rabbitmq"], placement }),
  documentOperator({ placement }),
  tracing({ placement, metrics: true }),
  awsMetrics({ region: "us-east-1", databases: ["shop"], placement }),
  elasticOperator({ placement }),
  logging({ kibanaSecret: "kibana", metrics: true, placement }),
  ...[false, true].map((highAvailability) =>
    argoCd({
      systems: { shop: { repository: "https://github.com/acme/shop.git", path: "manifests", namespaces: ["shop"] } },
      highAvailability,
      metrics: true,
      placement,
    }),
  ),
];

interface ChartFacts {
  /** Paths of single values. */
  readonly paths: readonly string[];
  /** Paths below which a chart takes what Kubernetes, or the program, defines. */
  readonly open: readonly string[];
}

/** Paths of values that the chart does not know: Helm would ignore them without a word. */
function strangers(values: unknown, facts: ChartFacts, path: string[] = []): readonly string[] {
  const name = path.join(".");
  if (facts.open.includes(name) || facts.paths.includes(name)) {
    return [];
  }
  const nested = typeof values === "object" && values !== null && !Array.isArray(values);
  return nested ? Object.entries(values).flatMap(([key, inner]) => strangers(inner, facts, [...path, key])) : [name];
}

describe("The charts' values", () => {
  const known: Readonly<Record<string, ChartFacts>> = FACTS;

  it("are set at paths that the charts' own files have", () => {
    const found = ADDONS.flatMap(({ charts }) => charts).flatMap(({ chart, values }) =>
      strangers(values, known[chart.split("/").at(-1) ?? chart] ?? { paths: [], open: [] }).map(
        (path) => `${chart}: ${path}`,
      ),
    );
    assert.deepEqual(found, []);
  });

  it("would be noticed at a path that no chart has", () => {
    const facts = { paths: ["driver.kind"], open: ["resources"] };
    const values = { driver: { kind: "modern_ebpf", kinds: 1 }, resources: { limits: {} }, tollerations: [] };
    assert.deepEqual(strangers(values, facts), ["driver.kinds", "tollerations"]);
  });

  it("size every container, and keep samples no longer than their pod where no volume is wanted", () => {
    const [stack] = monitoring({ grafanaSecret: "grafana", storage: "none" }).charts;
    assert.ok(!JSON.stringify(stack?.values).includes("volumeClaimTemplate"));
    assert.ok(JSON.stringify(monitoring({ grafanaSecret: "g" }).charts[0]?.values).includes('"storage":"50Gi"'));
  });

  it("send traces to the Service that Jaeger's chart makes", () => {
    const [jaeger, collector] = tracing().charts;
    assert.equal(jaeger?.values["fullnameOverride"], "jaeger");
    const config = JSON.stringify(collector?.values["config"]);
    assert.match(config, /"otlp_grpc":\{"endpoint":"jaeger:4317"/);
    assert.match(config, /"exporters":\["otlp_grpc"\]/);
  });

  it("hand what services measure to Prometheus, which takes it from the collector's namespace alone", () => {
    const { dependsOn, namespaces, charts } = tracing({ metrics: true });
    assert.deepEqual(dependsOn, ["monitoring"]);
    assert.deepEqual(namespaces[0]?.outwardPorts, [9090]);
    const endpoint = "http://prometheus-operated.monitoring.svc.cluster.local:9090/api/v1/otlp";
    assert.ok(JSON.stringify(charts[1]?.values).includes(endpoint));
    assert.deepEqual(monitoring({ grafanaSecret: "grafana" }).namespaces[0], {
      name: "monitoring",
      outwardPorts: "any",
      openPorts: [9090],
      openTo: ["tracing"],
    });
    assert.ok(!JSON.stringify(tracing().charts[1]?.values).includes("prometheus-operated"));
  });

  it("keep no more traces than Jaeger's memory holds", () => {
    const most = (memory: string) =>
      /max_traces=(\d+)/.exec(JSON.stringify(tracing({ memory }).charts[0]?.values))?.[1];
    assert.deepEqual([most("256Mi"), most("1Gi")], ["6553", "26214"]);
  });
});
