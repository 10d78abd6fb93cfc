/** Half the width of Grafana's grid of 24 columns. */
const WIDTH = 12;
const HEIGHT = 8;

interface Panel {
  readonly title: string;
  readonly query: string;
  readonly unit: string;
}

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
    ["service"],
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
      query: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
      unit: "percentunit",
    },
    { title: "Memory", query: "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", unit: "percentunit" },
  ]),
} as const;

function dashboard(uid: string, title: string, panels: readonly Panel[], variables: readonly string[] = []) {
  return {
    uid: `estate-${uid}`,
    title,
    schemaVersion: 39,
    refresh: "1m",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: variables.map((name) => ({
        name,
        type: "query",
        query: "label_values(http_server_request_duration_seconds_count, service_name)",
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
