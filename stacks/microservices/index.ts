import type * as pulumi from "@pulumi/pulumi";
import { clusterAutoscaler, containerInsights, EksCluster, loadBalancerController } from "../../components/cluster";
import { spendingAlarm } from "../../components/observability";
import { PlatformNamespace, RenderedManifests } from "../../components/platform";
import { estateProviders } from "../providers";
import type { Identity } from "../settings";
import { apiAccess, makeContainerLogs, observabilityNodes } from "../shared/cluster";
import { makeObservability } from "../shared/observability";
import { makeRotatedLogin } from "../shared/rotated-login";
import { makeAnalytics } from "./analytics";
import { makeCatalog } from "./catalog";
import { makeStores } from "./data";
import { makeBudget, makeDelivery } from "./delivery";
import { makeEdge } from "./edge";
import { type Foundation, makeFoundation } from "./foundation";
import { makeNotifications } from "./notifications";
import { makePlatform, SHOP_NAMESPACE } from "./platform";
import { makeSecondRegion } from "./second-region";
import type { MicroservicesSettings } from "./settings";
import { makeSetup } from "./setup";
import { makeWorkloads } from "./workloads";

/** The microservices shop: five services on AWS, whose orders Flink sums up on Google Cloud. */
export function microservices(identity: Identity, settings: MicroservicesSettings): Record<string, unknown> {
  const opts = estateProviders(identity, { aws: settings.aws, gcp: settings.gcp });
  const base = makeFoundation(settings, opts);
  const stores = makeStores(settings, base, makeSecondRegion(identity, settings), opts);
  const catalog = makeCatalog(settings, base, stores.tables, opts);
  const notifications = makeNotifications(settings, base, opts);
  const analytics = makeAnalytics(settings, base, stores.stream, opts);
  const cluster = makeCluster(settings, base, opts);
  const logins = makeLogins(settings, base, opts);
  makeContainerLogs("shop", cluster, {
    clusterName: settings.cluster.name,
    key: base.key,
    retentionDays: settings.logs.retentionDays,
  });
  const manifests = new RenderedManifests(
    "shop-manifests",
    { directory: `manifests/microservices-${identity.environment}` },
    opts,
  );
  const namespace = new PlatformNamespace(
    "shop",
    { namespaceName: SHOP_NAMESPACE, quota: settings.workloads.quota },
    { provider: cluster.provider },
  );
  const platform = makePlatform({ settings, base, cluster, namespace, manifests, ...stores, ...logins });
  makeSetup({ settings, cluster, platform, stores });
  const workloads = makeWorkloads({ settings, base, cluster, namespace, manifests, notifications, ...stores });
  const edge = makeEdge(settings, base, cluster, { namespace, platform }, workloads, opts);
  const delivery = makeDelivery(identity, settings, base, analytics.services, opts);

  const observability = makeObservability("shop", settings, base, opts);
  for (const component of [
    base.network,
    stores.tables,
    stores.database,
    stores.stream,
    cluster,
    notifications,
    logins.grafana.rotation,
    logins.kibana.rotation,
    edge,
    ...catalog.watched,
    ...analytics.watched,
    ...(stores.cache === undefined ? [] : [stores.cache]),
    ...Object.values(workloads),
    spendingAlarm("shop-spending", settings.budget.monthlyUsd.aws),
  ]) {
    observability.watch(component);
  }
  observability.dashboard("overview");
  makeBudget(identity, settings, observability, analytics.services, opts);

  return {
    url: edge.url,
    deliveryVariables: delivery.role.variables,
    vpcId: base.network.vpcId,
    clusterName: cluster.clusterName,
    clusterEndpoint: cluster.endpoint,
    manifests: manifests.directory,
    catalogBucket: catalog.bucketName,
  };
}

function makeCluster(
  settings: MicroservicesSettings,
  { key, network }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): EksCluster {
  const { name, version, nodeGroups } = settings.cluster;
  const { spot } = settings.future;
  return new EksCluster(
    "shop-cluster",
    {
      vpcId: network.vpcId,
      subnetIds: [...network.subnetIds.private],
      podBlocks: network.podBlocks,
      egress: network.egress,
      clusterName: name,
      version,
      nodeGroups: {
        ...nodeGroups,
        ...(spot === undefined ? {} : { spot: { ...spot, capacity: "spot" } }),
        observability: observabilityNodes(settings.platform.nodes),
      },
      ...apiAccess(settings.cluster),
      addons: [loadBalancerController(), clusterAutoscaler(), containerInsights()],
      key,
      logRetentionDays: settings.logs.retentionDays,
      deletionProtection: settings.data.deletionProtection,
    },
    opts,
  );
}

/** Who looks at dashboards and logs. */
function makeLogins(settings: MicroservicesSettings, { key }: Foundation, opts: pulumi.ComponentResourceOptions) {
  const common = {
    key,
    deletionProtection: settings.data.deletionProtection,
    retentionDays: settings.logs.retentionDays,
  };
  return {
    grafana: makeRotatedLogin(
      "shop",
      { ...common, name: "grafana", user: "admin", description: "Grafana's administrator" },
      opts,
    ),
    kibana: makeRotatedLogin(
      "shop",
      { ...common, name: "kibana", user: "reader", description: "Kibana's reader of logs" },
      opts,
    ),
  };
}
