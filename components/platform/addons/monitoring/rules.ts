import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type * as pulumi from "@pulumi/pulumi";

/** A series that Prometheus computes ahead, under a name of ours. */
export interface SeriesRule {
  /** `level:metric:operation`, as Prometheus' own conventions have it. */
  readonly record: string;
  readonly expr: string;
}

/** Something that an operator must hear of. */
export interface AlertRule {
  readonly alert: string;
  /** True while it is ill. */
  readonly expr: string;
  /** How long it must be, before anybody is called. */
  readonly for: string;
  /** `page` wakes somebody; `ticket` waits until morning. */
  readonly severity: "page" | "ticket";
  /** What is wrong, and what to look at first. Labels by `{{ $labels.name }}`. */
  readonly summary: string;
}

export type PrometheusRules = readonly (SeriesRule | AlertRule)[];

/** Where Prometheus and all that belongs to it stands. */
export const MONITORING_NAMESPACE = "monitoring";

/** Rules as an object that Prometheus' operator loads. */
export function prometheusRule(
  name: string,
  key: string,
  rules: PrometheusRules,
  opts: pulumi.CustomResourceOptions,
): CustomResource {
  return new CustomResource(
    name,
    {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: { name: `estate-${key}`, namespace: MONITORING_NAMESPACE },
      spec: { groups: [{ name: `estate.${key}`, rules: rules.map(ruleSpec) }] },
    },
    opts,
  );
}

function ruleSpec(rule: SeriesRule | AlertRule): object {
  if ("record" in rule) {
    return { record: rule.record, expr: rule.expr };
  }
  const { alert, expr, severity, summary } = rule;
  return { alert, expr, for: rule.for, labels: { severity }, annotations: { summary } };
}

const REQUESTS = "http_server_request_duration_seconds";
const LATENCY_SECONDS = 1;
const ERROR_RATIO = 0.05;

/** Rate, errors and duration of each service, by OpenTelemetry's conventions for HTTP servers. */
export const SERVICE_RULES: PrometheusRules = [
  {
    record: "service:http_requests:rate5m",
    expr: `sum by (service_name) (rate(${REQUESTS}_count[5m]))`,
  },
  {
    record: "service:http_errors:ratio5m",
    expr: `sum by (service_name) (rate(${REQUESTS}_count{http_response_status_code=~"5.."}[5m])) / service:http_requests:rate5m`,
  },
  {
    record: "service:http_latency_seconds:p99_5m",
    expr: `histogram_quantile(0.99, sum by (le, service_name) (rate(${REQUESTS}_bucket[5m])))`,
  },
  {
    alert: "ServiceFails",
    expr: `service:http_errors:ratio5m > ${ERROR_RATIO}`,
    for: "10m",
    severity: "page",
    summary: "One request in twenty to {{ $labels.service_name }} fails; look at its logs in the same minutes first.",
  },
  {
    alert: "ServiceSlow",
    expr: `service:http_latency_seconds:p99_5m > ${LATENCY_SECONDS}`,
    for: "10m",
    severity: "ticket",
    summary: "One request in a hundred to {{ $labels.service_name }} takes over a second; look at what it calls first.",
  },
  {
    alert: "ServiceHasNoPods",
    expr: "kube_deployment_status_replicas_available == 0 and kube_deployment_spec_replicas > 0",
    for: "5m",
    severity: "page",
    summary:
      "No pod of {{ $labels.namespace }}/{{ $labels.deployment }} is ready; look at the Deployment's events first.",
  },
];

/** Alerts of the chart's own that would tell the same a second time. */
export const REPLACED_ALERTS = ["KubeHpaMaxedOut", "KubeNodeNotReady"] as const;

/** What the chart's own rules say of the cluster comes on top. */
export const CLUSTER_RULES: PrometheusRules = [
  {
    alert: "NodeNotReady",
    expr: 'kube_node_status_condition{condition="Ready",status="true"} == 0',
    for: "10m",
    severity: "page",
    summary: "Node {{ $labels.node }} is not ready; look at its instance in EC2 first.",
  },
  {
    alert: "PodsFindNoNode",
    expr: 'sum by (namespace) (kube_pod_status_phase{phase="Pending"}) > 0',
    for: "15m",
    severity: "ticket",
    summary:
      "Pods of {{ $labels.namespace }} wait for a node; look at the autoscaler's log and the groups' largest size first.",
  },
  {
    alert: "ScaledToItsLimit",
    expr: "kube_horizontalpodautoscaler_status_current_replicas == kube_horizontalpodautoscaler_spec_max_replicas",
    for: "30m",
    severity: "ticket",
    summary:
      "{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has as many pods as it may; raise the limit if the load is real.",
  },
  {
    alert: "NodeMemoryShort",
    expr: '1 - node_memory_MemAvailable_bytes{stream=""} / node_memory_MemTotal_bytes{stream=""} > 0.9',
    for: "15m",
    severity: "ticket",
    summary: "{{ $labels.instance }} uses nine tenths of its memory; look for pods without a limit first.",
  },
];

/** What MSK's brokers say of themselves by open monitoring. */
export const BROKER_RULES: PrometheusRules = [
  {
    alert: "KafkaPartitionsOffline",
    expr: 'sum by (stream) (kafka_controller_KafkaController_Value{name="OfflinePartitionsCount"}) > 0',
    for: "2m",
    severity: "page",
    summary:
      "Partitions of {{ $labels.stream }} have no leader: nobody can write them; look at the brokers' state in MSK first.",
  },
  {
    alert: "KafkaReplicasBehind",
    expr: 'sum by (stream) (kafka_server_ReplicaManager_Value{name="UnderReplicatedPartitions"}) > 0',
    for: "15m",
    severity: "ticket",
    summary:
      "Replicas of {{ $labels.stream }} are behind: one more failure would lose messages; look for a broker under load first.",
  },
  {
    alert: "KafkaDiskShort",
    expr: 'min by (stream, instance) (node_filesystem_avail_bytes{stream!="",mountpoint=~"/kafka.*"} / node_filesystem_size_bytes{stream!="",mountpoint=~"/kafka.*"}) < 0.15',
    for: "15m",
    severity: "page",
    summary:
      "A broker of {{ $labels.stream }} has less than a seventh of its disk left; shorten retention or add storage.",
  },
];

/** Databases by CloudWatch's metrics of RDS. @param most connections that the class takes */
export function databaseRules(most: number): PrometheusRules {
  return [
    {
      alert: "DatabaseConnectionsShort",
      expr: `max by (dimension_DBInstanceIdentifier) (aws_rds_database_connections_maximum) > ${Math.floor(most * 0.9)}`,
      for: "10m",
      severity: "page",
      summary: `{{ $labels.dimension_DBInstanceIdentifier }} has nine tenths of its ${most} connections in use; look for a service that opens more than its pool first.`,
    },
    {
      alert: "DatabaseDiskShort",
      expr: "min by (dimension_DBInstanceIdentifier) (aws_rds_free_storage_space_minimum) < 2 * 1024 ^ 3",
      for: "15m",
      severity: "page",
      summary: "{{ $labels.dimension_DBInstanceIdentifier }} has less than 2 GiB of disk left; raise its storage.",
    },
    {
      alert: "DatabaseBusy",
      expr: "max by (dimension_DBInstanceIdentifier) (aws_rds_cpuutilization_average) > 85",
      for: "30m",
      severity: "ticket",
      summary:
        "{{ $labels.dimension_DBInstanceIdentifier }} is busy for half an hour; look at Performance Insights first.",
    },
  ];
}

/** Consumers by CloudWatch's metrics of MSK. @param most messages by which a group may lag behind */
export function lagRules(most: number): PrometheusRules {
  return [
    {
      record: "consumer:kafka_lag:max",
      expr: "max by (dimension_Cluster_Name, dimension_Consumer_Group, dimension_Topic) (aws_kafka_sum_offset_lag_maximum)",
    },
    {
      alert: "KafkaConsumerLags",
      expr: `consumer:kafka_lag:max > ${most}`,
      for: "10m",
      severity: "page",
      summary: `{{ $labels.dimension_Consumer_Group }} lags more than ${most} messages behind on {{ $labels.dimension_Topic }}; look whether its pods run first.`,
    },
    {
      alert: "KafkaLagGrows",
      expr: "deriv(consumer:kafka_lag:max[30m]) > 0 and min_over_time(consumer:kafka_lag:max[30m]) > 0",
      for: "30m",
      severity: "ticket",
      summary:
        "{{ $labels.dimension_Consumer_Group }} falls further behind on {{ $labels.dimension_Topic }}; it needs more consumers.",
    },
  ];
}

/** What Fluent Bit says of itself. */
export const LOGGING_RULES: PrometheusRules = [
  {
    alert: "LogsAreLost",
    expr: "sum by (pod) (increase(fluentbit_output_retries_failed_total[15m])) > 0",
    for: "5m",
    severity: "ticket",
    summary:
      "{{ $labels.pod }} gives up records that Elasticsearch does not take; look at Elasticsearch's disk and health first.",
  },
  {
    alert: "LogsDoNotFlow",
    expr: "sum(rate(fluentbit_output_proc_records_total[15m])) == 0",
    for: "15m",
    severity: "page",
    summary: "No record reaches Elasticsearch; look at the agents' own logs first.",
  },
];

/** What Argo CD says of its applications. */
export const GITOPS_RULES: PrometheusRules = [
  {
    alert: "ApplicationIsIll",
    expr: 'sum by (name) (argocd_app_info{health_status=~"Degraded|Missing"}) > 0',
    for: "15m",
    severity: "page",
    summary: "Argo CD finds {{ $labels.name }} degraded; look at its newest revision and at its pods first.",
  },
  {
    alert: "ApplicationIsNotAsInGit",
    expr: 'sum by (name) (argocd_app_info{sync_status!="Synced"}) > 0',
    for: "1h",
    severity: "ticket",
    summary: "{{ $labels.name }} has not been as Git has it for an hour; look at its last synchronisation first.",
  },
];
