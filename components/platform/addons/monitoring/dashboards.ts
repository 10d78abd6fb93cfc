import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { MONITORING_NAMESPACE } from "./rules";

/** Half the width of Grafana's grid of 24 columns. */
const WIDTH = 12;
const HEIGHT = 8;

interface Panel {
  readonly title: string;
  readonly query: string;
  readonly unit: string;
}

/** A choice at the top of a dashboard: the values of a label. */
interface Variable {
  readonly name: string;
  readonly metric: string;
  readonly label: string;
}

export type Dashboard = ReturnType<typeof dashboard>;

const RATE = 'sum by (service_name) (rate(http_server_request_duration_seconds_count{service_name=~"$service"}[5m]))';
const ERRORS =
  'sum by (service_name) (rate(http_server_request_duration_seconds_count{service_name=~"$service",http_response_status_code=~"5.."}[5m]))';
const latency = (quantile: number) =>
  `histogram_quantile(${quantile}, sum by (le, service_name) (rate(http_server_request_duration_seconds_bucket{service_name=~"$service"}[5m])))`;

/** Requests by OpenTelemetry's conventions for HTTP servers; the cluster by kube-state-metrics and the node exporter. */
export const DASHBOARDS = {
  services: dashboard(
    "services",
    "Services",
    [
      { title: "Rate", query: RATE, unit: "reqps" },
      { title: "Errors", query: `${ERRORS} / ${RATE}`, unit: "percentunit" },
      { title: "Latency, median", query: latency(0.5), unit: "s" },
      { title: "Latency, 99th percentile", query: latency(0.99), unit: "s" },
    ],
    [{ name: "service", metric: "http_server_request_duration_seconds_count", label: "service_name" }],
  ),
  cluster: dashboard("cluster", "Cluster health", [
    {
      title: "Nodes not ready",
      query: 'sum(kube_node_status_condition{condition="Ready",status!="true"})',
      unit: "short",
    },
    {
      title: "Pods not running",
      query: 'sum by (namespace) (kube_pod_status_phase{phase=~"Pending|Failed|Unknown"})',
      unit: "short",
    },
    {
      title: "Restarts",
      query: "sum by (namespace) (increase(kube_pod_container_status_restarts_total[1h]))",
      unit: "short",
    },
    {
      title: "CPU",
      query: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle",stream=""}[5m]))',
      unit: "percentunit",
    },
    {
      title: "Memory",
      query: '1 - node_memory_MemAvailable_bytes{stream=""} / node_memory_MemTotal_bytes{stream=""}',
      unit: "percentunit",
    },
  ]),
} as const;

/** MSK's brokers, by their open monitoring. */
export const BROKERS_DASHBOARD = dashboard(
  "brokers",
  "Kafka brokers",
  [
    {
      title: "Messages in",
      query:
        'sum by (topic) (kafka_server_BrokerTopicMetrics_OneMinuteRate{name="MessagesInPerSec",stream=~"$stream",topic!=""})',
      unit: "cps",
    },
    {
      title: "Partitions without a leader",
      query:
        'sum by (stream) (kafka_controller_KafkaController_Value{name="OfflinePartitionsCount",stream=~"$stream"})',
      unit: "short",
    },
    {
      title: "Replicas behind",
      query: 'sum by (stream) (kafka_server_ReplicaManager_Value{name="UnderReplicatedPartitions",stream=~"$stream"})',
      unit: "short",
    },
    {
      title: "CPU",
      query: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle",stream=~"$stream"}[5m]))',
      unit: "percentunit",
    },
  ],
  [{ name: "stream", metric: "kafka_controller_KafkaController_Value", label: "stream" }],
);

const DATABASE = 'dimension_DBInstanceIdentifier=~"$database"';

/** Databases, by CloudWatch's metrics of RDS. */
export const DATABASES_DASHBOARD = dashboard(
  "databases",
  "Databases",
  [
    { title: "Connections", query: `aws_rds_database_connections_maximum{${DATABASE}}`, unit: "short" },
    { title: "CPU", query: `aws_rds_cpuutilization_average{${DATABASE}}`, unit: "percent" },
    { title: "Free memory", query: `aws_rds_freeable_memory_minimum{${DATABASE}}`, unit: "bytes" },
    { title: "Free disk", query: `aws_rds_free_storage_space_minimum{${DATABASE}}`, unit: "bytes" },
  ],
  [{ name: "database", metric: "aws_rds_database_connections_maximum", label: "dimension_DBInstanceIdentifier" }],
);

const GROUP = 'dimension_Consumer_Group=~"$group"';

/** Consumers, by CloudWatch's metrics of MSK. */
export const LAG_DASHBOARD = dashboard(
  "kafka-lag",
  "Kafka lag",
  [
    { title: "Messages behind", query: `aws_kafka_sum_offset_lag_maximum{${GROUP}}`, unit: "short" },
    { title: "Seconds behind", query: `aws_kafka_estimated_max_time_lag_maximum{${GROUP}}`, unit: "s" },
  ],
  [{ name: "group", metric: "aws_kafka_sum_offset_lag_maximum", label: "dimension_Consumer_Group" }],
);

/** A dashboard as a ConfigMap that Grafana's sidecar loads. */
export function dashboardMap(
  name: string,
  key: string,
  content: Dashboard,
  opts: pulumi.CustomResourceOptions,
): ConfigMap {
  return new ConfigMap(
    name,
    {
      metadata: { name: `dashboard-${key}`, namespace: MONITORING_NAMESPACE, labels: { grafana_dashboard: "1" } },
      data: { [`${key}.json`]: JSON.stringify(content) },
    },
    opts,
  );
}

function dashboard(uid: string, title: string, panels: readonly Panel[], variables: readonly Variable[] = []) {
  return {
    uid: `estate-${uid}`,
    title,
    schemaVersion: 39,
    refresh: "1m",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: variables.map(({ name, metric, label }) => ({
        name,
        type: "query",
        query: `label_values(${metric}, ${label})`,
        includeAll: true,
        multi: true,
      })),
    },
    panels: panels.map((panel, index) => ({
      id: index + 1,
      type: "timeseries",
      title: panel.title,
      gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
      fieldConfig: { defaults: { unit: panel.unit } },
      targets: [{ refId: "A", expr: panel.query }],
    })),
  };
}
