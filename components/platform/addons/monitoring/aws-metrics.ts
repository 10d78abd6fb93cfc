import * as pulumi from "@pulumi/pulumi";
import { checkWhole } from "../../checks";
import type { ChartPlacement, PlatformAddon } from "../addon";
import { CHART_CONTAINER_SECURITY, CHART_POD_SECURITY } from "../external-secrets";
import { DATABASES_DASHBOARD, dashboardMap, LAG_DASHBOARD } from "./dashboards";
import { databaseRules, lagRules, prometheusRule } from "./rules";

/** Settings of {@link awsMetrics}. */
export interface AwsMetricsArgs {
  readonly region: string;
  /** Identifiers of RDS instances: their connections, load, memory and disk. @default none */
  readonly databases?: readonly pulumi.Input<string>[];
  /** MSK clusters: how far their consumers lag behind. @default none */
  readonly streams?: readonly ConsumedStream[];
  /** Most connections that the databases' class takes; the rule fires at nine tenths. @default 60, of a db.t3.micro */
  readonly databaseConnections?: number;
  /** Messages by which a consumer group may lag behind. @default 1000 */
  readonly lagMessages?: number;
  /** Chart version. @default "0.50.0", which is the exporter's 0.62.1 */
  readonly version?: string;
  /** Nodes of the exporter. @default any */
  readonly placement?: ChartPlacement;
}

/** A cluster whose consumers are watched. */
export interface ConsumedStream {
  /** Name of the cluster in MSK. */
  readonly clusterName: pulumi.Input<string>;
  /** Consumer group → topics that it reads. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

const DEFAULTS = { version: "0.50.0", databaseConnections: 60, lagMessages: 1000 } as const;
const NAMESPACE = "aws-metrics";
/** Name of the chart's objects, and of the account that its role trusts. */
const EXPORTER = "cloudwatch-exporter";
const PORT = 5000;
/** CloudWatch has values of RDS and MSK for each minute, some minutes late. */
const PERIOD_SECONDS = 60;
const WINDOW_SECONDS = 600;
/** Between two readings, each of which costs. */
const READING_SECONDS = 300;

/**
 * CloudWatch's metrics in Prometheus, with dashboards and rules for databases and for the lag of Kafka's consumers. The
 * exporter reads by its role: no password of a database and no user of Kafka is needed. CloudWatch charges about a cent for
 * a thousand readings, of which there are one per metric and five minutes.
 */
export function awsMetrics(args: AwsMetricsArgs): PlatformAddon {
  const plan = { ...DEFAULTS, databases: [], streams: [], ...args };
  const account = { namespace: NAMESPACE, name: EXPORTER };
  return {
    key: "aws-metrics",
    dependsOn: ["monitoring"],
    namespaces: [{ name: NAMESPACE, podIdentity: true, openPorts: [PORT], openTo: ["monitoring"] }],
    charts: [
      {
        key: EXPORTER,
        chart: "prometheus-yet-another-cloudwatch-exporter",
        repository: "https://prometheus-community.github.io/helm-charts",
        version: plan.version,
        namespace: NAMESPACE,
        values: {
          fullnameOverride: EXPORTER,
          useStatefulSet: false,
          serviceAccount: { create: true, name: EXPORTER, automountServiceAccountToken: false },
          podSecurityContext: CHART_POD_SECURITY,
          securityContext: CHART_CONTAINER_SECURITY,
          resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "128Mi" } },
          // A pod that belongs to `helm test`.
          testConnection: false,
          extraArgs: { "scraping-interval": READING_SECONDS },
          // Between its readings it repeats itself: Prometheus forgets a series that is silent for five minutes.
          serviceMonitor: { enabled: true, interval: "60s" },
          config: exporterConfig(plan),
          ...args.placement,
        },
      },
    ],
    identity: {
      account,
      // CloudWatch knows no finer resource than all of the account's metrics.
      statements: [{ sid: "ReadMetrics", actions: ["cloudwatch:GetMetricStatistics"], resources: ["*"] }],
    },
    check(faults) {
      const property = "addons.aws-metrics";
      faults.check(plan.databases.length + plan.streams.length > 0, {
        property: `${property}.databases`,
        given: undefined,
        allowed: "at least one database or stream",
        fix: "name them, or leave the add-on out",
      });
      for (const { groups } of plan.streams) {
        const topics = Object.values(groups);
        faults.check(topics.length > 0 && topics.every((list) => list.length > 0), {
          property: `${property}.streams.groups`,
          given: groups,
          allowed: "at least one consumer group, each with its topics",
          fix: "name the groups as the consumers do",
        });
      }
      const most = { min: 1, max: 1_000_000 };
      checkWhole(faults, `${property}.databaseConnections`, plan.databaseConnections, most, "connections");
      checkWhole(faults, `${property}.lagMessages`, plan.lagMessages, most, "messages");
    },
    finish: (stage) => [
      ...(plan.databases.length === 0
        ? []
        : [
            dashboardMap(stage.childName("dashboard", "databases"), "databases", DATABASES_DASHBOARD, stage.options),
            prometheusRule(
              stage.childName("rules", "databases"),
              "databases",
              databaseRules(plan.databaseConnections),
              stage.options,
            ),
          ]),
      ...(plan.streams.length === 0
        ? []
        : [
            dashboardMap(stage.childName("dashboard", "kafka-lag"), "kafka-lag", LAG_DASHBOARD, stage.options),
            prometheusRule(
              stage.childName("rules", "kafka-lag"),
              "kafka-lag",
              lagRules(plan.lagMessages),
              stage.options,
            ),
          ]),
    ],
  };
}

const DATABASE_METRICS = {
  DatabaseConnections: ["Maximum"],
  CPUUtilization: ["Average"],
  FreeableMemory: ["Minimum"],
  FreeStorageSpace: ["Minimum"],
} as const;
const LAG_METRICS = { SumOffsetLag: ["Maximum"], EstimatedMaxTimeLag: ["Maximum"] } as const;

type Plan = Required<Pick<AwsMetricsArgs, "region" | "databases" | "streams">>;

/** What the exporter reads, as its configuration file has it; JSON is YAML. */
function exporterConfig({ region, databases, streams }: Plan): pulumi.Output<string> {
  const job = (
    name: string,
    namespace: string,
    dimensions: Readonly<Record<string, pulumi.Input<string>>>,
    metrics: Readonly<Record<string, readonly string[]>>,
  ) => ({
    name,
    namespace,
    regions: [region],
    dimensions: Object.entries(dimensions).map(([dimension, value]) => ({ name: dimension, value })),
    metrics: Object.entries(metrics).map(([metric, statistics]) => ({
      name: metric,
      statistics: [...statistics],
      period: PERIOD_SECONDS,
      length: WINDOW_SECONDS,
    })),
  });
  const ofDatabases = databases.map((identifier) =>
    job("databases", "AWS/RDS", { DBInstanceIdentifier: identifier }, DATABASE_METRICS),
  );
  const ofStreams = streams.flatMap(({ clusterName, groups }) =>
    Object.entries(groups).flatMap(([group, topics]) =>
      topics.map((topic) =>
        job(
          "streams",
          "AWS/Kafka",
          { "Cluster Name": clusterName, "Consumer Group": group, Topic: topic },
          LAG_METRICS,
        ),
      ),
    ),
  );
  return pulumi.jsonStringify({ apiVersion: "v1alpha1", static: [...ofDatabases, ...ofStreams] });
}
