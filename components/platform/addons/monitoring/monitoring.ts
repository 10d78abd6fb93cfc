import type * as pulumi from "@pulumi/pulumi";
import { bytes, checkBytes } from "../../checks";
import { MESH_METRICS_PORT } from "../../workload-mesh";
import type { AddonStage, ChartPlacement, PlatformAddon } from "../addon";
import { externalSecret } from "../external-secrets";
import { ALERT_ROUTES, type AlertRoutes, alertRoutes, alertSecrets, receiversPolicy } from "./alerting";
import { BROKERS_DASHBOARD, DASHBOARDS, dashboardMap } from "./dashboards";
import { checkObjectives, objectiveRules, type ServiceObjective } from "./objectives";
import {
  BROKER_RULES,
  CLUSTER_RULES,
  MONITORING_NAMESPACE,
  prometheusRule,
  REPLACED_ALERTS,
  SERVICE_RULES,
} from "./rules";
import { brokerTargets, serviceTargets } from "./scrape-targets";

/** Settings of {@link monitoring}. */
export interface MonitoringArgs {
  /** Secret in Secrets Manager with the properties `username` and `password` of Grafana's administrator. */
  readonly grafanaSecret: pulumi.Input<string>;
  /** Chart version. @default "90.0.0" */
  readonly version?: string;
  /** How long Prometheus keeps its samples. @default "15d" */
  readonly retention?: string;
  /**
   * Size of its volume, of the cluster's default and encrypted class. `none` relaxes: samples and silences live as long as
   * their pod. @default "50Gi"
   */
  readonly storage?: string;
  /** Memory of Prometheus; it grows with the number of series. @default "1Gi" */
  readonly memory?: string;
  /** Nodes of everything but the exporter. @default any */
  readonly placement?: ChartPlacement;
  /** Prometheus and Alertmanager. @default 1 */
  readonly replicas?: number;
  /**
   * Brokers of MSK with open monitoring, by the name of their stream: host names, of which a port is dropped, as the list of
   * bootstrap brokers has them. @default none
   */
  readonly brokers?: Readonly<Record<string, pulumi.Input<readonly pulumi.Input<string>[]>>>;
  /**
   * Namespaces whose services tell their metrics at `/metrics` of the port named `http`. Each service must let Prometheus in:
   * `service.allowFrom("prometheus", PROMETHEUS)`. @default none: services send them to the collector of `tracing()`
   */
  readonly scrapedNamespaces?: readonly string[];
  /**
   * Namespaces that ask Prometheus beside the collector: `ROLLOUTS_NAMESPACE` of progressiveDelivery(), `KEDA_NAMESPACE` of
   * autoscaling(). @default none
   */
  readonly clients?: readonly string[];
  /** Where Alertmanager sends what fires. @default nowhere: it is only shown */
  readonly alerts?: AlertRoutes;
  /** Service, by its name in metrics → what it promises over 30 days. @default none */
  readonly objectives?: Readonly<Record<string, ServiceObjective>>;
}

/** 90.0.0 of 2026-09-06. */
const DEFAULTS = { version: "90.0.0", retention: "15d", storage: "50Gi", memory: "1Gi", replicas: 1 } as const;
const NAMESPACE = MONITORING_NAMESPACE;
const PROMETHEUS_PORT = 9090;
/** Prometheus' pods, as a source of traffic: `service.allowFrom("prometheus", PROMETHEUS)`. */
export const PROMETHEUS = {
  namespace: NAMESPACE,
  podLabels: { "app.kubernetes.io/name": "prometheus" },
  meshPort: MESH_METRICS_PORT,
} as const;
/** Where the collector of {@link tracing} hands on what services measure; the operator makes this Service. */
export const METRICS_ENDPOINT = `http://prometheus-operated.${NAMESPACE}.svc.cluster.local:${PROMETHEUS_PORT}/api/v1/otlp`;
/** The namespace of that collector, from which alone Prometheus takes samples. */
const COLLECTOR_NAMESPACE = "tracing";
/** The exporter reads the node's own file systems, so that it has a privileged namespace to itself. */
const NODES = "node-exporter";
const SECRET = "grafana-admin";
const NODE_EXPORTER_PORT = 9100;
/** In place of a volume's size. */
const NO_STORAGE = "none";

/** Prometheus, Alertmanager and Grafana with dashboards, by kube-prometheus-stack. */
export function monitoring(args: MonitoringArgs): PlatformAddon {
  const plan = { ...DEFAULTS, ...args };
  return {
    key: "monitoring",
    dependsOn: ["external-secrets"],
    namespaces: [
      {
        name: NAMESPACE,
        outwardPorts: "any",
        openPorts: [PROMETHEUS_PORT],
        openTo: [COLLECTOR_NAMESPACE, ...(plan.clients ?? [])],
      },
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
      faults.check(plan.storage === NO_STORAGE || bytes(plan.storage) !== undefined, {
        property: "addons.monitoring.storage",
        given: plan.storage,
        allowed: `bytes such as "50Gi", or "${NO_STORAGE}"`,
        fix: "write the quantity as Kubernetes does",
      });
      checkBytes(faults, "addons.monitoring.memory", plan.memory);
      faults.check(/^[1-9]\d*[hdwy]$/.test(plan.retention), {
        property: "addons.monitoring.retention",
        given: plan.retention,
        allowed: 'a number and h, d, w or y, such as "15d"',
        fix: "write the time as Prometheus does",
      });
      checkObjectives(faults, args.objectives ?? {});
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
      ...Object.entries(DASHBOARDS).map(([key, content]) =>
        dashboardMap(stage.childName("dashboard", key), key, content, stage.options),
      ),
      ...(plan.alerts === undefined ? [] : receiversPolicy(stage)),
    ],
    finish: (stage) => [
      prometheusRule(stage.childName("rules", "services"), "services", SERVICE_RULES, stage.options),
      prometheusRule(stage.childName("rules", "cluster"), "cluster", CLUSTER_RULES, stage.options),
      ...serviceTargets(stage, args.scrapedNamespaces ?? []),
      ...brokers(stage, args.brokers ?? {}),
      ...alerting(stage, args),
    ],
  };
}

/** What services promise, and where it is told that they do not hold it. */
function alerting(stage: AddonStage, { alerts, objectives = {} }: MonitoringArgs): readonly pulumi.Resource[] {
  const rules = Object.keys(objectives).length === 0 ? [] : objectiveRules(objectives);
  return [
    ...(alerts === undefined ? [] : [alertRoutes(stage, alerts, alertSecrets(stage, alerts))]),
    ...(rules.length === 0
      ? []
      : [prometheusRule(stage.childName("rules", "objectives"), "objectives", rules, stage.options)]),
  ];
}

/** Nothing where there is no stream. */
function brokers(stage: AddonStage, streams: NonNullable<MonitoringArgs["brokers"]>): readonly pulumi.Resource[] {
  return Object.keys(streams).length === 0
    ? []
    : [
        dashboardMap(stage.childName("dashboard", "brokers"), "brokers", BROKERS_DASHBOARD, stage.options),
        prometheusRule(stage.childName("rules", "brokers"), "brokers", BROKER_RULES, stage.options),
        ...brokerTargets(stage, streams),
      ];
}

interface Plan {
  readonly retention: string;
  readonly storage: string;
  readonly memory: string;
  readonly replicas: number;
  readonly placement?: ChartPlacement;
  readonly alerts?: AlertRoutes;
}

const ABSENT = { enabled: false } as const;

function size(cpu: string, memory: string) {
  return { requests: { cpu, memory }, limits: { memory } };
}

/** Every container has a size of its own: what the namespace gives to those without one would be too much. */
function values(plan: Plan): Record<string, unknown> {
  const placement = plan.placement === undefined ? {} : { ...plan.placement };
  return {
    defaultRules: { disabled: Object.fromEntries(REPLACED_ALERTS.map((alert) => [alert, true])) },
    // EKS runs these itself, out of reach.
    kubeControllerManager: ABSENT,
    kubeScheduler: ABSENT,
    kubeEtcd: ABSENT,
    kubeProxy: ABSENT,
    prometheusOperator: {
      // Their certificates come from Helm's hooks, which a chart whose objects are resources does not run.
      admissionWebhooks: ABSENT,
      tls: ABSENT,
      resources: size("50m", "128Mi"),
      prometheusConfigReloader: { resources: size("10m", "32Mi") },
      ...placement,
    },
    prometheus: { prometheusSpec: { ...prometheusSpec(plan), ...placement } },
    alertmanager: {
      alertmanagerSpec: {
        replicas: plan.replicas,
        resources: size("20m", "64Mi"),
        ...volume("storage", plan.storage, "2Gi"),
        // As a whole, and not for alerts of its own namespace alone.
        ...(plan.alerts === undefined ? {} : { alertmanagerConfiguration: { name: ALERT_ROUTES } }),
        ...placement,
      },
    },
    grafana: {
      admin: { existingSecret: SECRET, userKey: "admin-user", passwordKey: "admin-password" },
      // It would run as root; fsGroup gives Grafana its directory.
      initChownData: ABSENT,
      // A pod that belongs to `helm test`.
      testFramework: ABSENT,
      resources: size("100m", "256Mi"),
      sidecar: {
        resources: size("10m", "96Mi"),
        dashboards: { enabled: true, label: "grafana_dashboard", labelValue: "1" },
      },
      ...placement,
    },
    "kube-state-metrics": { resources: size("10m", "96Mi"), ...placement },
    "prometheus-node-exporter": { namespaceOverride: NODES, resources: size("20m", "32Mi") },
  };
}

function prometheusSpec(plan: Plan) {
  return {
    retention: plan.retention,
    replicas: plan.replicas,
    resources: size("200m", plan.memory),
    ...volume("storageSpec", plan.storage, plan.storage),
    // Monitors of every team, and not of this chart alone.
    serviceMonitorSelectorNilUsesHelmValues: false,
    podMonitorSelectorNilUsesHelmValues: false,
    ruleSelectorNilUsesHelmValues: false,
    scrapeConfigSelectorNilUsesHelmValues: false,
    // What services measure comes by the collector, under their names.
    enableOTLPReceiver: true,
    otlp: { promoteResourceAttributes: ["service.name"] },
  };
}

/** The claim, under the name that the chart gives it for this component. */
function volume(key: "storage" | "storageSpec", chosen: string, storage: string): Record<string, unknown> {
  const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } };
  return chosen === NO_STORAGE ? {} : { [key]: { volumeClaimTemplate: { spec } } };
}
