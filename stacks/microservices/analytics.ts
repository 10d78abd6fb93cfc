import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed } from "../../components/core";
import type { EventStream } from "../../components/data";
import { CloudInterconnect, GCP_NETWORK_SERVICES, GcpNetwork } from "../../components/network";
import { GcpKeys, GcpLake, type GcpProject, GcpServices } from "../../components/pipeline";
import type { Foundation } from "./foundation";
import type { MicroservicesSettings } from "./settings";

type AnalyticsSettings = MicroservicesSettings["analytics"];
type FlinkSettings = Extract<AnalyticsSettings, { mode: "flink" }>;

/** What stands at Google. */
export interface Analytics {
  readonly services: GcpServices;
  readonly lake: GcpLake;
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
      services: ["storage", "cloudkms", ...(flink ? [...GCP_NETWORK_SERVICES, "dataproc"] : [])],
    },
    opts,
  );
  const keys = new GcpKeys(
    "shop-lake-keys",
    {
      gcp,
      keys: { lake: { agents: ["storage"] } },
      deletionProtection: data.deletionProtection,
      after: services.enabled,
    },
    opts,
  );
  const lake = new GcpLake(
    "shop-lake",
    {
      gcp,
      key: { ring: keys, name: "lake" },
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

/** Flink on Dataproc, in a network of its own that a VPN joins to the brokers'. */
function makeFlink(
  settings: MicroservicesSettings,
  { asn }: FlinkSettings,
  { key, network }: Foundation,
  { gcp, services }: FlinkParts,
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
      asn,
      dns: {
        subnetIds: network.subnetIds.private,
        domains: { brokers: `kafka.${settings.aws.region}.amazonaws.com` },
      },
      logRetentionDays: settings.logs.retentionDays,
    },
    opts,
  );
  return [interconnect];
}
