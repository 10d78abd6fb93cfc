import { clusterAutoscaler, EksCluster, loadBalancerController } from "../../components/cluster";
import { EncryptionKey } from "../../components/core";
import { Network } from "../../components/network";
import { OBSERVABILITY_KEY_SERVICES, Observability } from "../../components/observability";
import { FunctionService } from "../../components/serverless";
import { functionArgs } from "../functions";
import { estateProviders } from "../providers";
import type { Identity } from "../settings";
import { makeTables } from "./data";
import type { CloudMartSettings } from "./settings";

/** CloudMart: a shop with AI support on AWS and Azure, and analytics on Google Cloud. */
export function cloudMart(identity: Identity, settings: CloudMartSettings): Record<string, unknown> {
  const opts = estateProviders(identity, settings);
  const { retentionDays } = settings.logs;
  const { deletionProtection } = settings.data;

  const key = new EncryptionKey(
    "cloudmart",
    {
      description: "CloudMart's data, secrets and logs at rest",
      services: ["autoscaling", ...OBSERVABILITY_KEY_SERVICES],
    },
    { ...opts, protect: deletionProtection },
  );
  const network = new Network(
    "cloudmart-network",
    { ...settings.network, key, clusterName: settings.cluster.name, flowLogs: { retentionDays } },
    opts,
  );
  const tables = makeTables(settings.data, key, opts);
  const cluster = new EksCluster(
    "cloudmart",
    {
      vpcId: network.vpcId,
      subnetIds: [...network.subnetIds.private],
      egress: network.egress,
      clusterName: settings.cluster.name,
      version: settings.cluster.version,
      nodeGroups: settings.cluster.nodeGroups,
      access: administrators(settings.cluster.administrators),
      addons: [loadBalancerController(), clusterAutoscaler()],
      key,
      logRetentionDays: retentionDays,
      deletionProtection,
    },
    opts,
  );
  const listProducts = new FunctionService(
    "list-products",
    {
      ...functionArgs("list-products"),
      key,
      logRetentionDays: retentionDays,
      bindings: { products: tables.table("products") },
    },
    opts,
  );
  const observability = new Observability(
    "cloudmart-watch",
    { key, retentionDays, subscriptions: subscriptions(settings.alarms) },
    opts,
  );
  for (const component of [network, tables, cluster, listProducts]) {
    observability.watch(component);
  }
  observability.dashboard("overview");

  return { vpcId: network.vpcId, clusterName: cluster.clusterName, clusterEndpoint: cluster.endpoint };
}

function administrators(arns: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(arns).map(([team, principalArn]) => [team, { principalArn, policy: "cluster-admin" as const }]),
  );
}

function subscriptions(alarms: CloudMartSettings["alarms"]) {
  const byMail = (people: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(people).map(([name, endpoint]) => [name, { protocol: "email" as const, endpoint }]),
    );
  return { page: byMail(alarms.page), ticket: byMail(alarms.ticket) };
}
