import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes/provider";
import { output } from "@pulumi/pulumi";
import { Faults } from "../../../components/core";
import { awsMetrics, ClusterPlatform, externalSecrets, monitoring } from "../../../components/platform";
import {
  BROKERS_DASHBOARD,
  DASHBOARDS,
  DATABASES_DASHBOARD,
  LAG_DASHBOARD,
} from "../../../components/platform/addons/monitoring/dashboards";
import {
  BROKER_RULES,
  CLUSTER_RULES,
  databaseRules,
  GITOPS_RULES,
  LOGGING_RULES,
  lagRules,
  SERVICE_RULES,
} from "../../../components/platform/addons/monitoring/rules";
import { type Recording, recordProgram } from "../../../planner/recorder";
import { plainInputs } from "./plain";
import { faultsIn } from "./promql";

const RULES = [
  ...SERVICE_RULES,
  ...CLUSTER_RULES,
  ...BROKER_RULES,
  ...databaseRules(60),
  ...lagRules(1000),
  ...LOGGING_RULES,
  ...GITOPS_RULES,
];
const PANELS = [...Object.values(DASHBOARDS), BROKERS_DASHBOARD, DATABASES_DASHBOARD, LAG_DASHBOARD].flatMap(
  ({ panels }) => panels,
);

function install(): Promise<Recording> {
  return recordProgram(() => {
    const secrets = externalSecrets({
      region: "us-east-1",
      secretArns: ["arn:aws:secretsmanager:us-east-1:111122223333:secret:a"],
    });
    const { identity: _none, ...withoutRole } = secrets;
    const { identity: _ofExporter, ...exporter } = awsMetrics({
      region: "us-east-1",
      databases: [output("shop-orders")],
      streams: [{ clusterName: "shop", groups: { notification: ["orders"] } }],
      databaseConnections: 100,
    });
    new ClusterPlatform(
      "platform",
      {
        addons: [
          withoutRole,
          monitoring({
            grafanaSecret: "grafana",
            scrapedNamespaces: ["shop"],
            brokers: { orders: output(["b-1.shop.kafka:9098", "b-2.shop.kafka"]) },
          }),
          exporter,
        ],
      },
      { provider: new Provider("cluster", { kubeconfig: "{}" }) },
    );
  });
}

describe("The rules of Prometheus", () => {
  it("are written in its language, and so are the dashboards", () => {
    const expressions = [
      ...RULES.map(({ expr }) => expr),
      // Grafana puts values in place of its variables.
      ...PANELS.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ];
    assert.deepEqual(
      expressions.filter((expression) => faultsIn(expression).length > 0),
      [],
    );
    assert.ok(faultsIn("sum by (service (rate(x[5m]))").length > 0 && faultsIn("rates(x[5m])").length > 0);
  });

  it("tell an operator what to look at first, and whether to get up for it", () => {
    const alerts = RULES.flatMap((rule) => ("alert" in rule ? [rule] : []));
    assert.equal(new Set(alerts.map(({ alert }) => alert)).size, alerts.length);
    assert.deepEqual(
      alerts.filter(({ summary }) => !/\.$/.test(summary) || !/ first\.$|\braise\b|needs more|shorten/.test(summary)),
      [],
    );
    assert.deepEqual(
      alerts.filter((rule) => !/^\d+[mh]$/.test(rule.for)),
      [],
    );
    // A label that the expression drops would leave a hole in the sentence.
    const kept = alerts.filter(({ expr }) => / by \(/.test(expr));
    for (const { alert, expr, summary } of kept) {
      const [, labels = ""] = / by \(([^)]*)\)/.exec(expr) ?? [];
      const used = [...summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label ?? "");
      assert.deepEqual(
        used.filter((label) => !labels.includes(label)),
        [],
        alert,
      );
    }
  });

  it("cover rate, errors and latency, cluster health, databases' connections and Kafka's lag", () => {
    const names = RULES.map((rule) => ("record" in rule ? rule.record : rule.alert));
    assert.deepEqual(names, [
      "service:http_requests:rate5m",
      "service:http_errors:ratio5m",
      "service:http_latency_seconds:p99_5m",
      "ServiceFails",
      "ServiceSlow",
      "ServiceHasNoPods",
      "NodeNotReady",
      "PodsFindNoNode",
      "ScaledToItsLimit",
      "NodeMemoryShort",
      "KafkaPartitionsOffline",
      "KafkaReplicasBehind",
      "KafkaDiskShort",
      "DatabaseConnectionsShort",
      "DatabaseDiskShort",
      "DatabaseBusy",
      "consumer:kafka_lag:max",
      "KafkaConsumerLags",
      "KafkaLagGrows",
      "LogsAreLost",
      "LogsDoNotFlow",
      "ApplicationIsIll",
      "ApplicationIsNotAsInGit",
    ]);
  });

  it("reach Prometheus as objects of its operator, with the limits that were set", async () => {
    const recording = await install();
    const rules = recording.ofType("kubernetes:monitoring.coreos.com/v1:PrometheusRule").map((one) => plainInputs(one));
    assert.deepEqual(rules.map(({ metadata }) => metadata["name"]).sort(), [
      "estate-brokers",
      "estate-cluster",
      "estate-databases",
      "estate-kafka-lag",
      "estate-services",
    ]);
    const [connections] = rules.find(({ metadata }) => metadata["name"] === "estate-databases").spec.groups[0].rules;
    assert.deepEqual(connections, {
      alert: "DatabaseConnectionsShort",
      expr: "max by (dimension_DBInstanceIdentifier) (aws_rds_database_connections_maximum) > 90",
      for: "10m",
      labels: { severity: "page" },
      annotations: {
        summary:
          "{{ $labels.dimension_DBInstanceIdentifier }} has nine tenths of its 100 connections in use; look for a service that opens more than its pool first.",
      },
    });
  });
});

describe("Prometheus' targets", () => {
  it("are the services of the chosen namespaces, under the name of each", async () => {
    const { spec } = plainInputs((await install()).get("platform-services-shop"));
    assert.deepEqual(spec.namespaceSelector, { matchNames: ["shop"] });
    const [members, name] = spec.podMetricsEndpoints[0].relabelings;
    assert.deepEqual([members.action, members.regex, name.targetLabel], ["drop", "true", "service_name"]);
  });

  it("are the brokers, at the ports of MSK's open monitoring", async () => {
    const recording = await install();
    const targets = recording
      .ofType("kubernetes:monitoring.coreos.com/v1alpha1:ScrapeConfig")
      .map((config) => plainInputs(config)["spec"].staticConfigs[0]);
    assert.deepEqual(targets, [
      { labels: { stream: "orders" }, targets: ["b-1.shop.kafka:11001", "b-2.shop.kafka:11001"] },
      { labels: { stream: "orders" }, targets: ["b-1.shop.kafka:11002", "b-2.shop.kafka:11002"] },
    ]);
  });

  it("are CloudWatch's metrics of the named databases and consumers, and no password is needed for them", async () => {
    const { config } = plainInputs((await install()).get("platform-chart-cloudwatch-exporter"))["values"];
    const { static: jobs } = JSON.parse(config);
    assert.deepEqual(
      jobs.map(({ namespace, dimensions, metrics }: Job) => [
        namespace,
        dimensions.map(({ name, value }) => `${name}=${value}`).join(),
        metrics.map(({ name }) => name).join(),
      ]),
      [
        [
          "AWS/RDS",
          "DBInstanceIdentifier=shop-orders",
          "DatabaseConnections,CPUUtilization,FreeableMemory,FreeStorageSpace",
        ],
        ["AWS/Kafka", "Cluster Name=shop,Consumer Group=notification,Topic=orders", "SumOffsetLag,EstimatedMaxTimeLag"],
      ],
    );
    assert.deepEqual(awsMetrics({ region: "us-east-1", databases: ["shop"] }).identity?.statements, [
      { sid: "ReadMetrics", actions: ["cloudwatch:GetMetricStatistics"], resources: ["*"] },
    ]);
  });
});

interface Job {
  readonly namespace: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  readonly metrics: readonly { readonly name: string }[];
}

describe("awsMetrics fails when", () => {
  it("there is nothing to read, or a stream without consumers", () => {
    const found = (args: Parameters<typeof awsMetrics>[0]) => {
      const faults = new Faults("ClusterPlatform", "platform");
      awsMetrics(args).check?.(faults);
      return faults.list().map(({ property }) => property);
    };
    assert.deepEqual(found({ region: "us-east-1" }), ["addons.aws-metrics.databases"]);
    const streams = [{ clusterName: "shop", groups: {} }];
    assert.deepEqual(found({ region: "us-east-1", streams, lagMessages: 0 }), [
      "addons.aws-metrics.streams.groups",
      "addons.aws-metrics.lagMessages",
    ]);
  });
});
