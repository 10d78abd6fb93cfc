import type { AlarmSpec } from "../core/alarms";
import type { WorkloadPlan } from "./workload-plan";

/**
 * Container Insights speaks of a workload's pods by the workload's name (CloudWatch user guide, "Amazon EKS and Kubernetes
 * Container Insights metrics").
 */
export function workloadAlarms(
  plan: Pick<WorkloadPlan, "namespace" | "serviceName">,
  clusterName: string,
): readonly AlarmSpec[] {
  const dimensions = { ClusterName: clusterName, Namespace: plan.namespace };
  const metric = (name: string, dimension: "Service" | "PodName", statistic: "Minimum" | "Maximum" | "Sum") => ({
    namespace: "ContainerInsights",
    name,
    dimensions: { ...dimensions, [dimension]: plan.serviceName },
    statistic,
  });
  const service = `${plan.namespace}/${plan.serviceName}`;
  return [
    {
      key: "no-running-pods",
      summary: `No pod of ${service} is running; look at the Deployment's events first.`,
      severity: "page",
      metric: metric("service_number_of_running_pods", "Service", "Minimum"),
      comparison: "below",
      threshold: 1,
      missingData: "breaching",
    },
    {
      key: "restarts",
      summary: `Containers of ${service} restart; look at the previous container's log first.`,
      severity: "ticket",
      metric: metric("pod_number_of_container_restarts", "PodName", "Maximum"),
      comparison: "above",
      threshold: 3,
      periodSeconds: 300,
    },
    {
      key: "memory",
      summary: `Pods of ${service} are near their memory limit and will be killed; look for a leak, or raise the limit.`,
      severity: "ticket",
      metric: metric("pod_memory_utilization_over_pod_limit", "PodName", "Maximum"),
      comparison: "above",
      threshold: 90,
      evaluationPeriods: 5,
    },
  ];
}
