import type * as pulumi from "@pulumi/pulumi";
import { clusterAutoscaler, containerInsights, EksCluster, loadBalancerController } from "../../components/cluster";
import { estateProviders } from "../providers";
import type { Identity } from "../settings";
import { apiAccess, makeContainerLogs, observabilityNodes } from "../shared/cluster";
import { makeObservability } from "../shared/observability";
import { makeRotatedLogin } from "../shared/rotated-login";
import { makeAnalytics } from "./analytics";
import { makeCache } from "./cache";
import { makeTables } from "./data";
import { makeBudget, makeDelivery } from "./delivery";
import { makeEdge } from "./edge";
import { type Foundation, makeFoundation } from "./foundation";
import { makeFunctions } from "./functions";
import { makeLakes } from "./lake";
import { makeNamespace } from "./namespaces";
import { makePlatform } from "./platform";
import { makeRoadmap } from "./roadmap";
import type { CloudMartSettings } from "./settings";
import { makeWorkloads } from "./workloads";

/** CloudMart: a shop with AI support on AWS and Azure, and analytics on Google Cloud. */
export function cloudMart(identity: Identity, settings: CloudMartSettings): Record<string, unknown> {
  const opts = estateProviders(identity, settings);
  const base = makeFoundation(settings, opts);
  const tables = makeTables(settings.data, base.key, opts);
  const cluster = makeCluster(settings, base, opts);
  const analytics = makeAnalytics(identity, settings, base, tables, opts);
  const functions = makeFunctions(settings, base, tables, analytics, opts);
  const cache = makeCache(settings, base, opts);
  const grafana = makeRotatedLogin(
    "cloudmart",
    {
      name: "grafana",
      user: "admin",
      description: "Grafana's administrator",
      key: base.key,
      deletionProtection: settings.data.deletionProtection,
      retentionDays: settings.logs.retentionDays,
    },
    opts,
  );
  makeContainerLogs("cloudmart", cluster, {
    clusterName: settings.cluster.name,
    key: base.key,
    retentionDays: settings.logs.retentionDays,
  });
  makePlatform(settings, base, cluster, grafana);
  const namespace = makeNamespace(cluster, settings.workloads);
  const workloads = makeWorkloads({ settings, base, cluster, namespace, tables, cache, functions, analytics });
  const edge = makeEdge(settings, base, cluster, workloads, opts);
  const delivery = makeDelivery(identity, settings, base, analytics, opts);
  const lakes = makeLakes(settings, base, analytics, delivery, opts);
  const roadmap = makeRoadmap(settings, base, analytics, opts);

  const observability = makeObservability("cloudmart", settings, base, opts);
  const { pipeline, events, failures } = analytics;
  const { listProducts, aiSupport, people } = functions;
  for (const component of [
    base.network,
    tables,
    cluster,
    pipeline,
    events,
    failures,
    listProducts,
    aiSupport,
    people,
    cache,
    grafana.rotation,
    edge,
    ...Object.values(workloads),
    ...lakes.watched,
    ...roadmap,
  ]) {
    observability.watch(component);
  }
  observability.dashboard("overview");
  makeBudget(identity, settings, observability, analytics, opts);

  return {
    url: edge.url,
    deliveryVariables: delivery.role.variables,
    vpcId: base.network.vpcId,
    clusterName: cluster.clusterName,
    clusterEndpoint: cluster.endpoint,
    warehouse: pipeline.warehouse.datasetId,
    salesDashboard: lakes.reporting.dashboardLink("sales"),
    languageEndpoint: pipeline.azure?.language.endpoint,
  };
}

function makeCluster(
  settings: CloudMartSettings,
  { key, network }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): EksCluster {
  return new EksCluster(
    "cloudmart",
    {
      vpcId: network.vpcId,
      subnetIds: [...network.subnetIds.private],
      podBlocks: network.podBlocks,
      egress: network.egress,
      clusterName: settings.cluster.name,
      version: settings.cluster.version,
      nodeGroups: { ...settings.cluster.nodeGroups, observability: observabilityNodes(settings.platform.nodes) },
      ...apiAccess(settings.cluster),
      addons: [loadBalancerController(), clusterAutoscaler(), containerInsights()],
      key,
      logRetentionDays: settings.logs.retentionDays,
      deletionProtection: settings.data.deletionProtection,
    },
    opts,
  );
}
