import type * as pulumi from "@pulumi/pulumi";
import type { ChartPlacement, PlatformAddon } from "../addon";
import { CHART_CONTAINER_SECURITY, CHART_POD_SECURITY } from "../external-secrets";
import { type PrometheusRules, prometheusRule } from "../monitoring/rules";
import { readImages } from "./read-images";

/** Settings of {@link trivyOperator}. */
export interface TrivyOperatorArgs {
  /** Namespaces whose images and settings are looked at. @default all of them */
  readonly namespaces?: readonly string[];
  /** Least severity that a report holds. @default "HIGH" */
  readonly severity?: "CRITICAL" | "HIGH" | "MEDIUM";
  /** Repositories in ECR that the images come from. @default none: the registries are public */
  readonly repositoryArns?: readonly pulumi.Input<string>[];
  /** Prometheus of `monitoring()` scrapes it, and a rule says when something critical runs. @default false */
  readonly metrics?: boolean;
  /** Chart version. @default "0.36.0" */
  readonly version?: string;
  /** Nodes of it. @default any */
  readonly placement?: ChartPlacement;
}

/** Of 2026-08-26 (seen in use). */
const VERSION = "0.36.0";
const NAMESPACE = "trivy-system";
const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM"] as const;
const METRICS_PORT = 8080;
/** Name of the chart's objects, and of the account of its jobs. */
const NAME = "trivy-operator";

/** What runs with a known hole. */
export const TRIVY_RULES: PrometheusRules = [
  {
    alert: "CriticalVulnerabilityRuns",
    expr: 'sum by (namespace, image_repository, image_tag) (trivy_image_vulnerabilities{severity="Critical"}) > 0',
    for: "1h",
    severity: "ticket",
    summary:
      "{{ $labels.image_repository }}:{{ $labels.image_tag }} runs in {{ $labels.namespace }} with a critical vulnerability; look at its VulnerabilityReport, and build it anew.",
  },
];

/**
 * Looks through the images that run, again each day: what was clean when it was built may be known as broken since. Costs a
 * server of half a GiB with a volume of 5 GiB, and a job now and then. What lies on the nodes themselves it does not read:
 * that would need a privileged pod.
 */
export function trivyOperator(args: TrivyOperatorArgs = {}): PlatformAddon {
  const repositories = args.repositoryArns ?? [];
  const metrics = args.metrics ?? false;
  return {
    key: "trivy-operator",
    ...(metrics ? { dependsOn: ["monitoring"] } : {}),
    namespaces: [
      {
        name: NAMESPACE,
        podIdentity: repositories.length > 0,
        ...(metrics ? { openPorts: [METRICS_PORT], openTo: ["monitoring"] } : {}),
      },
    ],
    charts: [
      {
        key: NAME,
        chart: NAME,
        repository: "https://aquasecurity.github.io/helm-charts",
        version: args.version ?? VERSION,
        namespace: NAMESPACE,
        values: values(args),
      },
    ],
    ...(repositories.length === 0
      ? {}
      : { identity: { account: { namespace: NAMESPACE, name: NAME }, statements: readImages(repositories) } }),
    finish: (stage) =>
      metrics ? [prometheusRule(stage.childName("rules", "images"), "images", TRIVY_RULES, stage.options)] : [],
  };
}

function values(args: TrivyOperatorArgs): Record<string, unknown> {
  const least = SEVERITIES.indexOf(args.severity ?? "HIGH");
  return {
    fullnameOverride: NAME,
    targetNamespaces: (args.namespaces ?? []).join(","),
    serviceAccount: { create: true, name: NAME },
    operator: {
      builtInTrivyServer: true,
      // Registries are read by the role of its account, and not by other namespaces' secrets.
      accessGlobalSecretsAndServiceAccount: false,
      infraAssessmentScannerEnabled: false,
      clusterComplianceEnabled: false,
      scanJobsConcurrentLimit: 3,
      metricsFindingsEnabled: true,
    },
    serviceMonitor: { enabled: args.metrics ?? false },
    podSecurityContext: CHART_POD_SECURITY,
    securityContext: CHART_CONTAINER_SECURITY,
    resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { memory: "512Mi" } },
    trivyOperator: {
      scanJobPodTemplatePodSecurityContext: CHART_POD_SECURITY,
      scanJobPodTemplateContainerSecurityContext: CHART_CONTAINER_SECURITY,
      ...(args.placement === undefined
        ? {}
        : { scanJobNodeSelector: args.placement.nodeSelector, scanJobTolerations: args.placement.tolerations }),
    },
    trivy: {
      mode: "ClientServer",
      severity: SEVERITIES.slice(0, least + 1).join(","),
      ignoreUnfixed: true,
      server: {
        resources: { requests: { cpu: "50m", memory: "512Mi" }, limits: { memory: "1Gi" } },
        podSecurityContext: CHART_POD_SECURITY,
        securityContext: CHART_CONTAINER_SECURITY,
      },
    },
    ...args.placement,
  };
}
