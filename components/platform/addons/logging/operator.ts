import { checkLabel } from "../../checks";
import type { ChartPlacement, PlatformAddon } from "../addon";
import { CHART_CONTAINER_SECURITY, CHART_POD_SECURITY } from "../external-secrets";

/** Settings of {@link elasticOperator}. */
export interface ElasticOperatorArgs {
  /** Chart version, which is the operator's. @default "3.5.0" */
  readonly version?: string;
  /** Namespaces whose Elasticsearch, Kibana, Logstash and Beats it looks after; it makes them. @default ["logging"] */
  readonly managedNamespaces?: readonly string[];
  /** Namespaces whose pods may call Elasticsearch there. @default ["fluent-bit"] */
  readonly clients?: readonly string[];
  /** `logging({ agent: "filebeat" })` follows: the operator looks after Filebeat and Logstash too. @default false */
  readonly filebeat?: boolean;
  /** Nodes of the operator. @default any */
  readonly placement?: ChartPlacement;
}

/** Of August 2026; it runs Elasticsearch 8 and 9. */
const VERSION = "3.5.0";
const NAMESPACE = "elastic-system";
const WEBHOOK_PORT = 9443;
/** Namespace of {@link logging}'s Elasticsearch and Kibana. */
export const LOGGING_NAMESPACE = "logging";
/** Namespace of its agents, which read the node's own files and are privileged for that. */
export const AGENT_NAMESPACE = "fluent-bit";
export const ELASTICSEARCH_PORT = 9200;
/** Namespace of Filebeat, privileged for the same reason. */
export const FILEBEAT_NAMESPACE = "filebeat";
/** Where Filebeat sends: the Service that the operator makes for Logstash. */
export const BEATS_PORT = 5044;
export const BEATS_HOST = `logs-ls-beats.${LOGGING_NAMESPACE}.svc`;
/** Secret with Logstash's certificate; the agents have its authority under the same name. */
export const BEATS_SECRET = "logstash-beats";

/** The operator of Elastic Cloud on Kubernetes, which runs what {@link logging} declares, in its namespaces alone. */
export function elasticOperator(args: ElasticOperatorArgs = {}): PlatformAddon {
  const managed = args.managedNamespaces ?? [LOGGING_NAMESPACE];
  const filebeat = args.filebeat ?? false;
  const clients = args.clients ?? (filebeat ? [] : [AGENT_NAMESPACE]);
  const watched = filebeat ? [...managed, FILEBEAT_NAMESPACE] : managed;
  return {
    key: "elastic-operator",
    namespaces: [
      { name: NAMESPACE, webhookPorts: [WEBHOOK_PORT], outwardPorts: [ELASTICSEARCH_PORT] },
      ...managed.map((name) => ({
        name,
        openPorts: [ELASTICSEARCH_PORT, ...(filebeat ? [BEATS_PORT] : [])],
        openTo: [NAMESPACE, ...clients, ...(filebeat ? [FILEBEAT_NAMESPACE] : [])],
      })),
      ...(filebeat
        ? [{ name: FILEBEAT_NAMESPACE, podSecurity: "privileged" as const, outwardPorts: [BEATS_PORT] }]
        : []),
    ],
    charts: [
      {
        key: "elastic-operator",
        chart: "eck-operator",
        repository: "https://helm.elastic.co",
        version: args.version ?? VERSION,
        namespace: NAMESPACE,
        values: {
          installCRDs: true,
          managedNamespaces: [...watched],
          podSecurityContext: CHART_POD_SECURITY,
          securityContext: CHART_CONTAINER_SECURITY,
          resources: { requests: { cpu: "50m", memory: "150Mi" }, limits: { memory: "512Mi" } },
          telemetry: { disabled: true },
          webhook: { enabled: true, port: WEBHOOK_PORT },
          ...args.placement,
        },
        // The operator writes these.
        keep: {
          "kubernetes:core/v1:Secret": ["data"],
          "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration": [
            "webhooks[*].clientConfig.caBundle",
          ],
        },
      },
    ],
    check(faults) {
      for (const name of [...managed, ...clients]) {
        checkLabel(faults, "addons.elastic-operator.managedNamespaces", name);
      }
      faults.check(managed.length > 0, {
        property: "addons.elastic-operator.managedNamespaces",
        given: managed,
        allowed: "at least one namespace: with none it would look after all of them",
        fix: "name the namespaces of Elasticsearch",
      });
    },
  };
}
