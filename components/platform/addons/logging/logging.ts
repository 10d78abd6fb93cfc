import type * as pulumi from "@pulumi/pulumi";
import { checkBytes, checkWhole } from "../../checks";
import type { AddonStage, ChartPlacement, PlatformAddon } from "../addon";
import { LOGGING_RULES, prometheusRule } from "../monitoring/rules";
import { agentSecret, beatsAuthority } from "./agents";
import { type ElasticPlan, elasticUsers, makeElasticsearch, makeKibana } from "./elasticsearch";
import { AGENT_METRICS_PORT, fluentBitValues } from "./fluent-bit";
import { AGENT_NAMESPACE, ELASTICSEARCH_PORT } from "./operator";
import { makeFilebeat, makeLogstash } from "./pipeline";
import { setUpStream } from "./stream";

/** Settings of {@link logging}. */
export interface LoggingArgs {
  /** Secret in Secrets Manager with the properties `username` and `password` of those who search in Kibana. */
  readonly kibanaSecret: pulumi.Input<string>;
  /** Version of Elasticsearch and Kibana. @default "9.4.5" */
  readonly version?: string;
  /** Version of Fluent Bit's chart. @default "0.58.2" */
  readonly fluentBitVersion?: string;
  /** Nodes of Elasticsearch: 1, or 3 and more, which survive the loss of one. @default 3 */
  readonly nodes?: 1 | 3 | 5;
  /** Volume of each, of the cluster's default and encrypted class. @default "50Gi" */
  readonly storage?: string;
  /** Memory of each, half of it heap. @default "2Gi", which fits a node of 4 GiB */
  readonly memory?: string;
  /** Days after which records are deleted, 1 to 3650. @default 14 */
  readonly retentionDays?: number;
  /** Tells Prometheus, which `monitoring()` installs, whether records arrive. @default false */
  readonly metrics?: boolean;
  /**
   * What reads the nodes' files: Fluent Bit, which writes to Elasticsearch itself, or Filebeat, which sends to Logstash. Filebeat
   * needs `elasticOperator({ filebeat: true })` and `certManager()`. @default "fluent-bit"
   */
  readonly agent?: "fluent-bit" | "filebeat";
  /** Nodes of everything but the agents, which are everywhere. @default any */
  readonly placement?: ChartPlacement;
}

const DEFAULTS = {
  version: "9.4.5",
  fluentBitVersion: "0.58.2",
  nodes: 3,
  storage: "50Gi",
  memory: "2Gi",
  retentionDays: 14,
  metrics: false,
  agent: "fluent-bit",
} as const;
const RETENTION_DAYS = { min: 1, max: 3650 } as const;

/**
 * Elasticsearch, Fluent Bit and Kibana: what every pod writes, for search; or Elasticsearch, Logstash, Kibana and Filebeat.
 * Costs the memory and the volumes of Elasticsearch's nodes, a GiB for Kibana, two for Logstash, and little on each node.
 *
 * Kibana is not open to anybody: `kubectl port-forward service/logs-kb-http -n logging 5601`. Fluent Bit writes as a user
 * that may do nothing else, over TLS, with a password that only the cluster knows.
 */
export function logging(args: LoggingArgs): PlatformAddon {
  const plan = { ...DEFAULTS, ...args };
  return {
    key: "logging",
    dependsOn: [
      "external-secrets",
      "elastic-operator",
      ...(plan.metrics ? ["monitoring"] : []),
      ...(plan.agent === "filebeat" ? ["cert-manager"] : []),
    ],
    ...(plan.agent === "fluent-bit" ? fluentBit(plan) : { namespaces: [], charts: [] }),
    check(faults) {
      checkBytes(faults, "addons.logging.storage", plan.storage);
      checkBytes(faults, "addons.logging.memory", plan.memory);
      checkWhole(faults, "addons.logging.retentionDays", plan.retentionDays, RETENTION_DAYS, "days");
      faults.check(/^[89]\.\d+\.\d+$/.test(plan.version), {
        property: "addons.logging.version",
        given: plan.version,
        allowed: "an exact version of Elasticsearch 8 or 9",
        fix: 'write all three numbers, such as "9.4.5"',
      });
      faults.check(plan.agent === "fluent-bit" || !plan.metrics, {
        property: "addons.logging.metrics",
        given: plan.metrics,
        allowed: "false with Filebeat, which tells Prometheus nothing",
        fix: "leave metrics out, or take Fluent Bit",
      });
    },
    prepare(stage) {
      const users = elasticUsers(stage, plan.kibanaSecret);
      const elasticsearch = makeElasticsearch(stage, plan, users);
      const kibana = makeKibana(stage, plan, elasticsearch);
      return [
        ...users,
        elasticsearch,
        kibana,
        ...setUpStream(stage, plan, elasticsearch),
        ...(plan.agent === "fluent-bit" ? agentSecret(stage, elasticsearch) : beats(stage, plan, elasticsearch)),
      ];
    },
    finish: (stage) =>
      plan.metrics
        ? [prometheusRule(stage.childName("rules", "logging"), "logging", LOGGING_RULES, stage.options)]
        : [],
  };
}

function fluentBit(plan: {
  readonly metrics: boolean;
  readonly fluentBitVersion: string;
}): Pick<PlatformAddon, "namespaces" | "charts"> {
  return {
    namespaces: [
      {
        name: AGENT_NAMESPACE,
        podSecurity: "privileged",
        outwardPorts: [ELASTICSEARCH_PORT],
        ...(plan.metrics ? { openPorts: [AGENT_METRICS_PORT], openTo: ["monitoring"] } : {}),
      },
    ],
    charts: [
      {
        key: "fluent-bit",
        chart: "fluent-bit",
        repository: "https://fluent.github.io/helm-charts",
        version: plan.fluentBitVersion,
        namespace: AGENT_NAMESPACE,
        values: fluentBitValues(plan.metrics),
      },
    ],
  };
}

function beats(stage: AddonStage, plan: ElasticPlan, elasticsearch: pulumi.Resource): readonly pulumi.Resource[] {
  const logstash = makeLogstash(stage, plan, elasticsearch);
  const authority = beatsAuthority(stage, logstash);
  return [...logstash, ...authority, ...makeFilebeat(stage, plan, authority)];
}
