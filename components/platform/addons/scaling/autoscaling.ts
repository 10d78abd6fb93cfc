import type * as pulumi from "@pulumi/pulumi";
import { checkLabel } from "../../checks";
import { podsOf, tcp } from "../../network-rules";
import type { ChartPlacement, PlatformAddon } from "../addon";
import { MONITORING_NAMESPACE } from "../monitoring/rules";

/** Settings of {@link autoscaling}. */
export interface AutoscalingArgs {
  /** Reads response times from Prometheus of `monitoring()`. @default false */
  readonly responseTimes?: boolean;
  /** Namespaces of brokers → TCP ports where it asks for the length of queues: `{ rabbitmq: [15671] }`. @default none */
  readonly brokers?: Readonly<Record<string, readonly number[]>>;
  /** Queues of SQS whose length it reads. @default none */
  readonly queueArns?: readonly pulumi.Input<string>[];
  /** Recommends sizes of pods, and changes none: the Vertical Pod Autoscaler's recommender. @default true */
  readonly recommendations?: boolean;
  /** Version of KEDA's chart. @default "2.20.1" */
  readonly version?: string;
  /** Version of the recommender's chart. @default "0.9.0" */
  readonly recommenderVersion?: string;
  /** Nodes of both. @default any */
  readonly placement?: ChartPlacement;
}

/** KEDA's of 2026-06-09; the recommender's of 2026-05-04 (both seen in use). */
const DEFAULTS = { version: "2.20.1", recommenderVersion: "0.9.0", recommendations: true } as const;
/** Namespace of KEDA, which asks Prometheus: one of `monitoring({ clients })`. */
export const KEDA_NAMESPACE = "keda";
const RECOMMENDER_NAMESPACE = "vertical-pod-autoscaler";
const OPERATOR = { namespace: KEDA_NAMESPACE, name: "keda-operator" } as const;
/** Of its admission webhook and of its metrics API, which the control plane calls. */
const WEBHOOK_PORTS = [9443, 6443] as const;
const PROMETHEUS_PORT = 9090;
const ABSENT = { enabled: false } as const;

/**
 * KEDA, which gives autoscalers queue lengths and response times, and a recommender of sizes. A workload asks for them:
 * `scaling: { triggers }` and `recommendations: true`. The recommender changes nothing: an autoscaler by CPU and another one of
 * the CPU's size would answer each other. Costs about 400 MiB.
 */
export function autoscaling(args: AutoscalingArgs = {}): PlatformAddon {
  const plan = { ...DEFAULTS, ...args };
  const queues = args.queueArns ?? [];
  return {
    key: "autoscaling",
    ...(args.responseTimes === true ? { dependsOn: ["monitoring"] } : {}),
    namespaces: [
      { name: KEDA_NAMESPACE, webhookPorts: WEBHOOK_PORTS, podIdentity: queues.length > 0 },
      ...(plan.recommendations ? [{ name: RECOMMENDER_NAMESPACE }] : []),
    ],
    charts: [
      {
        key: "keda",
        chart: "keda",
        repository: "https://kedacore.github.io/charts",
        version: plan.version,
        namespace: KEDA_NAMESPACE,
        values: kedaValues(plan),
        // The operator writes these: it makes its own certificates.
        keep: {
          "kubernetes:apiregistration.k8s.io/v1:APIService": ["spec.caBundle"],
          "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration": [
            "webhooks[*].clientConfig.caBundle",
          ],
        },
      },
      ...(plan.recommendations
        ? [
            {
              key: "vertical-pod-autoscaler",
              chart: "vertical-pod-autoscaler",
              repository: "https://kubernetes.github.io/autoscaler",
              version: plan.recommenderVersion,
              namespace: RECOMMENDER_NAMESPACE,
              values: recommenderValues(plan),
            },
          ]
        : []),
    ],
    ...(queues.length === 0
      ? {}
      : {
          identity: {
            account: OPERATOR,
            statements: [{ sid: "ReadLengths", actions: ["sqs:GetQueueAttributes"], resources: queues }],
          },
        }),
    check(faults) {
      for (const [namespace, ports] of Object.entries(args.brokers ?? {})) {
        checkLabel(faults, "addons.autoscaling.brokers", namespace);
        faults.check(ports.length > 0, {
          property: `addons.autoscaling.brokers.${namespace}`,
          given: ports,
          allowed: "at least one port: an empty list would open all of them",
          fix: "name the port of the broker's own API",
        });
      }
    },
    prepare(stage) {
      const egress = [
        ...(args.responseTimes === true
          ? [{ to: [podsOf(MONITORING_NAMESPACE, PROMETHEUS_LABELS)], ports: tcp(PROMETHEUS_PORT) }]
          : []),
        ...Object.entries(args.brokers ?? {}).map(([name, ports]) => ({
          to: [podsOf(name, {})],
          ports: tcp(...ports),
        })),
      ];
      const keda = stage.namespaces[KEDA_NAMESPACE];
      return egress.length === 0 || keda === undefined
        ? []
        : [keda.policy("measured", { policyTypes: ["Egress"], egress })];
    },
  };
}

const PROMETHEUS_LABELS = { "app.kubernetes.io/name": "prometheus" } as const;

function kedaValues({ placement }: AutoscalingArgs): Record<string, unknown> {
  const size = (memory: string) => ({ requests: { cpu: "20m", memory }, limits: { memory } });
  return {
    serviceAccount: { operator: { create: true, name: OPERATOR.name } },
    certificates: { autoGenerated: true },
    resources: { operator: size("192Mi"), metricServer: size("128Mi"), webhooks: size("64Mi") },
    ...placement,
  };
}

function recommenderValues({ placement }: AutoscalingArgs): Record<string, unknown> {
  return {
    // What would change pods is not there at all.
    admissionController: ABSENT,
    updater: ABSENT,
    recommender: {
      enabled: true,
      replicas: 1,
      resources: { requests: { cpu: "20m", memory: "128Mi" }, limits: { memory: "256Mi" } },
      ...placement,
    },
  };
}
