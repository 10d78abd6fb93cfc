import type { AlarmSpec } from "../core/alarms";

/** Size of the API server's store at which one should act, in bytes: EKS makes it read-only at 8 GiB. */
const STORE_WARNING_BYTES = 6 * 1024 ** 3;
/** Failed requests in five minutes; a healthy API server has none for hours, and a handful while it is replaced. */
const API_ERRORS = 25;

/** How a cluster shows that it is ill, by the metrics that EKS itself sends, free of charge. */
export function clusterAlarms(clusterName: string): readonly AlarmSpec[] {
  const metric = (name: string, statistic: "Sum" | "Maximum") => ({
    namespace: "AWS/EKS",
    name,
    dimensions: { ClusterName: clusterName },
    statistic,
  });
  return [
    {
      key: "api-errors",
      summary:
        "The Kubernetes API answers with server errors; look at the control plane's api log and at webhooks first.",
      severity: "page",
      metric: metric("apiserver_request_total_5XX", "Sum"),
      comparison: "above",
      threshold: API_ERRORS,
      periodSeconds: 300,
    },
    {
      key: "pods-without-node",
      summary:
        "Pods have found no node for a quarter of an hour; look at the autoscaler's log and the groups' limits first.",
      severity: "ticket",
      metric: metric("scheduler_pending_pods_UNSCHEDULABLE", "Sum"),
      comparison: "atLeast",
      threshold: 1,
      evaluationPeriods: 15,
    },
    {
      key: "api-store-full",
      summary: "The API server's store fills up; look for a controller that writes objects without end first.",
      severity: "ticket",
      metric: metric("apiserver_storage_size_bytes", "Maximum"),
      comparison: "above",
      threshold: STORE_WARNING_BYTES,
      periodSeconds: 300,
    },
  ];
}
