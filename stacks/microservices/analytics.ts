import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed } from "../../components/core";
import type { EventStream } from "../../components/data";
import { BUDGET_SERVICES } from "../../components/delivery";
import { CloudInterconnect, GCP_NETWORK_SERVICES, GcpNetwork } from "../../components/network";
import {
  DATA_LAKE_SERVICES,
  DataLake,
  FLINK_SERVICES,
  FlinkCluster,
  GCP_IDENTITY_SERVICES,
  type GcpProject,
  GcpServices,
} from "../../components/pipeline";
import { ORDER_ANALYTICS, type OrderAnalyticsValues } from "../../functions/flink-order-analytics";
import { ANALYTICS_GROUP, FLINK_USER } from "./data";
import type { Foundation } from "./foundation";
import type { MicroservicesSettings } from "./settings";

type AnalyticsSettings = MicroservicesSettings["analytics"];
type FlinkSettings = Extract<AnalyticsSettings, { mode: "flink" }>;

/** What stands at Google. */
export interface Analytics {
  readonly services: GcpServices;
  readonly lake: DataLake;
  readonly watched: readonly Alarmed[];
}

/** The lake, and, where the environment has it, Flink with its network and the way to Kafka. */
export function makeAnalytics(
  settings: MicroservicesSettings,
  base: Foundation,
  stream: EventStream<"orders" | "analytics-results">,
  opts: pulumi.ComponentResourceOptions,
): Analytics {
  const { analytics, data } = settings;
  const { project, projectNumber, region } = settings.gcp;
  const gcp: GcpProject = { project, projectNumber, location: region };
  const flink = analytics.mode === "flink";
  const services = new GcpServices(
    "shop-services",
    {
      project,
      services: [
        ...BUDGET_SERVICES,
        ...DATA_LAKE_SERVICES,
        ...GCP_IDENTITY_SERVICES,
        ...(flink ? [...GCP_NETWORK_SERVICES, ...FLINK_SERVICES] : []),
      ],
    },
    opts,
  );
  const lake = new DataLake(
    "shop-lake",
    {
      gcp,
      tiers: [{ afterDays: 90, storageClass: "NEARLINE" }],
      deletionProtection: data.deletionProtection,
      after: services.enabled,
    },
    opts,
  );
  const watched =
    analytics.mode === "flink" ? makeFlink(settings, analytics, base, { gcp, services, stream }, opts) : [];
  return { services, lake, watched };
}

interface FlinkParts {
  readonly gcp: GcpProject;
  readonly services: GcpServices;
  readonly stream: EventStream<"orders" | "analytics-results">;
}

/** Minutes for which an order may come late: a window closes that much after its end. */
const LATENESS_MINUTES = "5";

/** Flink on Dataproc, in a network of its own that a VPN joins to the brokers'. */
function makeFlink(
  settings: MicroservicesSettings,
  flink: FlinkSettings,
  { key, network }: Foundation,
  { gcp, services, stream }: FlinkParts,
  opts: pulumi.ComponentResourceOptions,
): readonly Alarmed[] {
  const google = new GcpNetwork("shop-google", { gcp, cidr: settings.googleCidr, after: services.enabled }, opts);
  const interconnect = new CloudInterconnect(
    "shop-interconnect",
    {
      aws: {
        vpcId: network.vpcId,
        cidrBlock: settings.network.cidrBlock,
        routeTableIds: Object.fromEntries(
          Object.entries(network.routeTables)
            .filter(([name]) => name.startsWith("isolated") || name.startsWith("private"))
            .map(([name, table]) => [name, table.id]),
        ),
      },
      gcp: google,
      key,
      asn: flink.asn,
      dns: {
        subnetIds: network.subnetIds.private,
        domains: { brokers: `kafka.${settings.aws.region}.amazonaws.com` },
      },
      logRetentionDays: settings.logs.retentionDays,
    },
    opts,
  );
  const secret = stream.userSecret(FLINK_USER);
  const cluster = new FlinkCluster(
    "shop-flink",
    {
      network: google,
      machineType: flink.machineType,
      workers: flink.workers,
      ...(flink.maxWorkers === undefined ? {} : { maxWorkers: flink.maxWorkers }),
      job: {
        ...ORDER_ANALYTICS,
        secretArn: secret.arn,
        values: {
          KAFKA_BROKERS: stream.bootstrapServers("scram"),
          ORDERS_TOPIC: "orders",
          RESULTS_TOPIC: "analytics-results",
          CONSUMER_GROUP: ANALYTICS_GROUP,
          TRANSACTIONAL_PREFIX: ANALYTICS_GROUP,
          LATENESS_MINUTES,
        } satisfies OrderAnalyticsValues<pulumi.Input<string>>,
      },
      deletionProtection: settings.data.deletionProtection,
      after: services.enabled,
    },
    opts,
  );
  secret.grantRead(cluster.awsIdentity());
  interconnect.allow(cluster, stream.listener("scram"));
  return [interconnect];
}
