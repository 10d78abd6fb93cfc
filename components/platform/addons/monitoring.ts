import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { bytes } from "../checks";
import type { PlatformAddon } from "./addon";
import { DASHBOARDS } from "./dashboards";
import { externalSecret } from "./external-secrets";

/** Settings of {@link monitoring}. */
export interface MonitoringArgs {
  /** Secret in Secrets Manager with the properties `username` and `password` of Grafana's administrator. */
  readonly grafanaSecret: string;
  /** Chart version. @default "90.0.0" */
  readonly version?: string;
  /** How long Prometheus keeps its samples. @default "15d" */
  readonly retention?: string;
  /** Size of its volume, of the cluster's default and encrypted class. @default "50Gi" */
  readonly storage?: string;
  /** Prometheus and Alertmanager. @default 1 */
  readonly replicas?: number;
}

/** 90.0.0 of 2026-09-06. */
const DEFAULTS = { version: "90.0.0", retention: "15d", storage: "50Gi", replicas: 1 } as const;
const NAMESPACE = "monitoring";
/** The exporter reads the node's own file systems, so that it has a privileged namespace to itself. */
const NODES = "node-exporter";
const SECRET = "grafana-admin";
const NODE_EXPORTER_PORT = 9100;

/** Prometheus, Alertmanager and Grafana with dashboards, by kube-prometheus-stack. */
export function monitoring(args: MonitoringArgs): PlatformAddon {
  const plan = { ...DEFAULTS, ...args };
  return {
    key: "monitoring",
    dependsOn: ["external-secrets"],
    namespaces: [
      { name: NAMESPACE, outwardPorts: "any" },
      { name: NODES, podSecurity: "privileged", openPorts: [NODE_EXPORTER_PORT] },
    ],
    charts: [
      {
        key: "kube-prometheus-stack",
        chart: "kube-prometheus-stack",
        repository: "https://prometheus-community.github.io/helm-charts",
        version: plan.version,
        namespace: NAMESPACE,
        values: values(plan),
      },
    ],
    check(faults) {
      faults.check(bytes(plan.storage) !== undefined, {
        property: "addons.monitoring.storage",
        given: plan.storage,
        allowed: 'bytes such as "50Gi"',
        fix: "write the quantity as Kubernetes does",
      });
      faults.check(/^[1-9]\d*[hdwy]$/.test(plan.retention), {
        property: "addons.monitoring.retention",
        given: plan.retention,
        allowed: 'a number and h, d, w or y, such as "15d"',
        fix: "write the time as Prometheus does",
      });
    },
    prepare: (stage) => [
      externalSecret(
        stage.childName("grafana-admin"),
        {
          namespace: NAMESPACE,
          secretName: SECRET,
          keys: {
            "admin-user": { secret: plan.grafanaSecret, property: "username" },
            "admin-password": { secret: plan.grafanaSecret, property: "password" },
          },
        },
        stage.options,
      ),
      ...Object.entries(DASHBOARDS).map(
        ([key, dashboard]) =>
          new ConfigMap(
            stage.childName("dashboard", key),
            {
              metadata: { name: `dashboard-${key}`, namespace: NAMESPACE, labels: { grafana_dashboard: "1" } },
              data: { [`${key}.json`]: JSON.stringify(dashboard) },
            },
            stage.options,
          ),
      ),
    ],
  };
}

function values(plan: { retention: string; storage: string; replicas: number }): Record<string, unknown> {
  const claim = (storage: string) => ({
    volumeClaimTemplate: { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } } },
  });
  const size = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory } });
  const absent = { enabled: false };
  return {
    // EKS runs these itself, out of reach.
    kubeControllerManager: absent,
    kubeScheduler: absent,
    kubeEtcd: absent,
    kubeProxy: absent,
    // Their certificates come from Helm's hooks, which a chart whose objects are resources does not run.
    prometheusOperator: { admissionWebhooks: absent, tls: absent, resources: size("50m", "128Mi") },
    prometheus: {
      prometheusSpec: {
        retention: plan.retention,
        replicas: plan.replicas,
        resources: size("200m", "1Gi"),
        storageSpec: claim(plan.storage),
        // Monitors of every team, and not of this chart alone.
        serviceMonitorSelectorNilUsesHelmValues: false,
        podMonitorSelectorNilUsesHelmValues: false,
        ruleSelectorNilUsesHelmValues: false,
      },
    },
    alertmanager: {
      alertmanagerSpec: { replicas: plan.replicas, storage: claim("2Gi"), resources: size("20m", "64Mi") },
    },
    grafana: {
      admin: { existingSecret: SECRET, userKey: "admin-user", passwordKey: "admin-password" },
      // It would run as root; fsGroup gives Grafana its directory.
      initChownData: absent,
      resources: size("100m", "256Mi"),
      sidecar: { dashboards: { enabled: true, label: "grafana_dashboard", labelValue: "1" } },
    },
    "prometheus-node-exporter": { namespaceOverride: NODES },
  };
}
