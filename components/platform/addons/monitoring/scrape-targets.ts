import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import type { AddonStage } from "../addon";
import { MONITORING_NAMESPACE } from "./rules";

/** Ports of MSK's open monitoring: of Kafka itself, and of the broker's machine (MSK developer guide, read 2026-11). */
export const BROKER_METRICS_PORTS = { jmx: 11_001, node: 11_002 } as const;

/** Services that tell their metrics themselves: one monitor for each namespace. */
export function serviceTargets(stage: AddonStage, namespaces: readonly string[]): readonly pulumi.Resource[] {
  return namespaces.map(
    (namespace) =>
      new CustomResource(
        stage.childName("services", namespace),
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PodMonitor",
          metadata: { name: `services-${namespace}`, namespace: MONITORING_NAMESPACE },
          spec: {
            namespaceSelector: { matchNames: [namespace] },
            selector: { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "Exists" }] },
            podMetricsEndpoints: [
              {
                port: "http",
                path: "/metrics",
                relabelings: [
                  // Members of a mesh answer by their sidecar, which serviceMesh() has scraped.
                  {
                    action: "drop",
                    sourceLabels: ["__meta_kubernetes_pod_label_sidecar_istio_io_inject"],
                    regex: "true",
                  },
                  // The name under which the collector of tracing() would hand them on.
                  {
                    action: "replace",
                    sourceLabels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"],
                    targetLabel: "service_name",
                  },
                ],
              },
            ],
          },
        },
        stage.options,
      ),
  );
}

/** Brokers by their names, under the name of their stream. */
export function brokerTargets(
  stage: AddonStage,
  streams: Readonly<Record<string, pulumi.Input<readonly pulumi.Input<string>[]>>>,
): readonly pulumi.Resource[] {
  return Object.entries(streams).flatMap(([stream, hosts]) =>
    Object.entries(BROKER_METRICS_PORTS).map(
      ([exporter, port]) =>
        new CustomResource(
          stage.childName("brokers", `${stream}-${exporter}`),
          {
            apiVersion: "monitoring.coreos.com/v1alpha1",
            kind: "ScrapeConfig",
            metadata: { name: `brokers-${stream}-${exporter}`, namespace: MONITORING_NAMESPACE },
            spec: {
              jobName: `msk-${exporter}`,
              metricsPath: "/metrics",
              scrapeInterval: "60s",
              staticConfigs: [
                {
                  labels: { stream },
                  targets: pulumi
                    .output(hosts)
                    .apply((names) => names.map((name) => `${name.replace(/:\d+$/, "")}:${port}`)),
                },
              ],
            },
          },
          stage.options,
        ),
    ),
  );
}
