import { Provider as AwsProvider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import type { Alarmed } from "../../components/core";
import { tags } from "../../components/core";
import { quotaAlarms, spendingAlarm } from "../../components/observability";
import { RenderedManifests } from "../../components/platform";
import { estateProviders } from "../providers";
import type { Identity } from "../settings";
import { makeObservability } from "../shared/observability";
import { makeCleanup, makeCostControl, makeImages, makePushRole } from "./aws-delivery";
import { makeEdge, makeSite, makeSiteCopy } from "./aws-edge";
import { makeAwsHome } from "./aws-home";
import { sharesImages, withImagesOf } from "./aws-images";
import { makeRecovery, regionSilence } from "./aws-recovery";
import { makeRegion, type Region } from "./aws-region";
import { type AwsStores, makeAwsStores, makeFilledSecrets } from "./aws-stores";
import type { AwsHomeSettings, CloudCommerceSettings } from "./settings";
import { makeShop } from "./shop";
import { admitServices, makeWorkloads, type Workloads } from "./workloads";

/** The shop on AWS: the first region serves, the second holds what it needs to go on. */
export function cloudCommerceOnAws(
  identity: Identity,
  settings: CloudCommerceSettings,
  home: AwsHomeSettings,
  manifests: RenderedManifests | undefined,
): Record<string, unknown> {
  const opts = estateProviders(identity, { aws: home.aws });
  const region = makeRegion({ region: home.aws.region, network: home.network, cluster: home.cluster }, home, opts);
  const away = makeSecondRegion(identity, home, region);
  const copy = { region: away.region, key: away.key };
  const secrets = makeFilledSecrets(home, region, copy);
  const images = makeImages(home, region, copy);
  const stores = makeAwsStores(home, region);
  const awayStores = makeAwsStores(home, away, stores);

  const common = { settings: home, secrets, images };
  const cluster = makeAwsHome({ ...common, region, stores });
  const shop = makeShop(settings, cluster, manifests);
  const workloads = makeWorkloads(shop, manifests?.provider ?? cluster.provider);
  const awayCluster = makeAwsHome({ ...common, region: away, stores: awayStores, second: { parent: away.parent } });
  const awaySettings = withImagesOf(settings, { from: region.region, to: away.region });
  const awayManifests = manifestsOf(away, { settings, awaySettings, manifests });
  const awayShop = makeShop(awaySettings, awayCluster, awayManifests);
  if (awayManifests === undefined || awayManifests === manifests) {
    admitServices(workloads, awayShop);
  } else {
    makeWorkloads(awayShop, awayManifests.provider);
  }

  const edge = makeEdge(home, region, shop.platform);
  const awayEdge = makeEdge(home, away, awayShop.platform, edge);
  const siteCopy = makeSiteCopy(home, away);
  const site = makeSite(home, region, siteCopy);
  const first = { region, stores, edge };
  const second = { region: away, stores: awayStores, edge: awayEdge };
  const { backups, entry } = makeRecovery({
    ...common,
    first,
    second,
    site,
    siteCopy,
    broker: shop.broker,
    ...(shop.stores.users.store === undefined ? {} : { replicaSet: shop.stores.users.store }),
  });
  const delivery = makePushRole(identity, home, images, region);

  const watched = [
    backups,
    entry,
    edge,
    site,
    ...watchedOf(region, stores, workloads),
    ...rotations(cluster),
    makeCleanup(home, region),
  ];
  watch(identity, home, region, watched);
  const silence = regionSilence(awayStores);
  watchSecond(home, away, [
    awayEdge,
    silence,
    ...watchedOf(away, awayStores),
    ...rotations(awayCluster),
    makeCleanup(home, away),
  ]);

  return {
    url: `https://${home.edge.domainName}`,
    siteUrl: `https://${home.edge.siteName}`,
    deliveryVariables: delivery.variables,
    vpcId: region.vpc.vpcId,
    clusterName: region.eks.clusterName,
    secondClusterName: away.eks.clusterName,
    manifests: manifests?.directory,
  };
}

/** Argo CD there reads the same folder, or one of its own where the images lie in a registry of its own. */
function manifestsOf(
  { region, parent }: { readonly region: string; readonly parent: pulumi.Resource },
  {
    settings,
    awaySettings,
    manifests,
  }: {
    readonly settings: CloudCommerceSettings;
    readonly awaySettings: CloudCommerceSettings;
    readonly manifests: RenderedManifests | undefined;
  },
): RenderedManifests | undefined {
  return manifests === undefined || sharesImages(settings, awaySettings)
    ? manifests
    : new RenderedManifests("shop-manifests", { directory: `${manifests.directory}-${region}` }, { parent });
}

/** Everything there belongs to one component, so that both regions use the same names. */
function makeSecondRegion(
  identity: Identity,
  home: AwsHomeSettings,
  first: Region,
): Region & { readonly parent: pulumi.Resource } {
  const { region, network, cluster } = home.second;
  const provider = new AwsProvider("aws-second", {
    region: region as never,
    allowedAccountIds: [home.aws.accountId],
    defaultTags: { tags: tags(identity) },
  });
  const parent = new pulumi.ComponentResource("estate:cloudcommerce:SecondRegion", "second", {}, { provider });
  return { ...makeRegion({ region, network, cluster, keyOf: first.key }, home, { parent }), parent };
}

function watchedOf({ vpc, eks }: Region, stores: AwsStores, workloads?: Workloads): readonly Alarmed[] {
  const { documents, database, cache } = stores;
  return [
    vpc,
    eks,
    ...(documents === undefined ? [] : [documents]),
    database,
    cache,
    ...Object.values(workloads ?? {}),
  ];
}

function rotations({ logins }: ReturnType<typeof makeAwsHome>): readonly Alarmed[] {
  return [logins.grafana.rotation, logins.kibana.rotation];
}

function watch(identity: Identity, home: AwsHomeSettings, region: Region, watched: readonly Alarmed[]): void {
  const observability = makeObservability("shop", home, region, region.opts);
  makeCostControl(identity, home, region, observability);
  const account = [spendingAlarm("shop-spending", home.budget), quotaAlarms("shop-quotas", home.quotas)];
  for (const component of [...watched, ...account]) {
    observability.watch(component);
  }
  observability.dashboard("overview");
}

/** Alarms are told where they are measured. */
function watchSecond(home: AwsHomeSettings, region: Region, watched: readonly Alarmed[]): void {
  const observability = makeObservability("shop", home, region, region.opts);
  for (const component of watched) {
    observability.watch(component);
  }
}
