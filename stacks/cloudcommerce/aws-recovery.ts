import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed, AlarmSpec, MetricSpec } from "../../components/core";
import type { ObjectStore, SecretStore } from "../../components/data";
import type { ImageRepository } from "../../components/delivery";
import type { PublicEdge, StaticSite } from "../../components/edge";
import type { MessageBroker } from "../../components/platform";
import { type CriticalService, DisasterRecovery, DnsFailover, RecoveryObjectives } from "../../components/resilience";
import { regionalName } from "./aws-edge";
import { type Region, volumeTag } from "./aws-region";
import type { AwsStores, FilledSecret } from "./aws-stores";
import type { AwsHomeSettings, Service } from "./settings";
import { REGION_HEALTH } from "./workload-specs";

/** One region, as far as recovery looks. */
export interface RecoverableRegion {
  readonly region: Region;
  readonly stores: AwsStores;
  readonly edge: PublicEdge;
}

/** What both regions share. */
export interface RecoveryParts {
  readonly settings: AwsHomeSettings;
  readonly first: RecoverableRegion;
  readonly second: RecoverableRegion;
  /** The pages, and their copy in the second region. */
  readonly site: StaticSite<"web">;
  readonly siteCopy: ObjectStore;
  /** The first region's, between its services. */
  readonly broker: MessageBroker;
  /** MongoDB inside the first region's cluster, in place of DocumentDB. */
  readonly replicaSet?: pulumi.Resource;
  readonly secrets: SecretStore<FilledSecret>;
  readonly images: ImageRepository<Service>;
}

/** Backups that outlive the region, one name that answers from the region that is well, and the proof of both. */
export function makeRecovery(parts: RecoveryParts): {
  readonly backups: DisasterRecovery;
  readonly entry: DnsFailover;
} {
  const entry = makeEntry(parts);
  const backups = makeBackups(parts);
  const { first, second, site, siteCopy, secrets, images, broker } = parts;
  const { database, cache } = first.stores;
  const sessions = {
    resource: cache,
    losable: "Sessions and caches: callers sign in again, and answers are read anew",
  };
  const messages = {
    resource: broker,
    losable: "Notifications not yet sent: the orders that they tell of are in the database",
  };
  const standby = { cluster: second.region.eks, edge: second.edge };
  const common = { secrets, images };
  const data = { ...standby, database: second.stores.database };
  new RecoveryObjectives(
    "shop-objectives",
    {
      firstRegion: first.region.region,
      secondRegion: second.region.region,
      services: {
        user: userService(parts, { entry, stores: common, standby }),
        product: { entry, stores: { database, sessions, ...common }, standby: data },
        order: { entry, stores: { database, sessions, messages, ...common }, standby: data },
        payment: { entry, stores: { database, messages, ...common }, standby: data },
        site: { entry: site, stores: { pages: site.store("web") }, standby: { pages: siteCopy } },
      },
    },
    first.region.opts,
  );
  return { backups, entry };
}

/** Its documents follow in the second region; MongoDB's own members do not, and are restored from their volumes' copies. */
function userService(
  { settings, first, second, replicaSet }: RecoveryParts,
  service: CriticalService,
): CriticalService {
  const [here, there] = [first.stores.documents, second.stores.documents];
  if (here !== undefined && there !== undefined) {
    const { stores, standby } = service;
    return { ...service, stores: { documents: here, ...stores }, standby: { ...standby, documents: there } };
  }
  if (settings.documents.mode === "documentDb" || replicaSet === undefined) {
    throw new Error("CloudCommerce's users' documents are kept by DocumentDB or by MongoDB's operator");
  }
  return { ...service, stores: { documents: replicaSet, ...service.stores }, ...settings.documents.objectives };
}

function makeEntry({ settings, first, second }: RecoveryParts): DnsFailover {
  const target = ({ region, edge }: RecoverableRegion) => ({
    alias: edge.balancer.balancer,
    healthHost: regionalName(region, settings.edge),
  });
  return new DnsFailover(
    "shop-entry",
    {
      zone: settings.edge.zone,
      domainName: settings.edge.domainName,
      primary: target(first),
      secondary: target(second),
      healthPath: REGION_HEALTH,
    },
    first.region.opts,
  );
}

/** Databases daily for 30 days, and each hour between; the cluster's volumes each hour. */
function makeBackups({ settings, first, second }: RecoveryParts): DisasterRecovery {
  const { database, documents } = first.stores;
  return new DisasterRecovery(
    "shop-recovery",
    {
      key: first.region.key,
      copy: { region: second.region.region, key: second.region.key },
      dailyDays: 30,
      deletionProtection: settings.data.deletionProtection,
      backups: {
        database: {
          kind: "cluster",
          stores: { arns: { database: database.cluster.arn } },
          hourly: true,
          continuous: true,
        },
        ...(documents === undefined
          ? {}
          : { documents: { kind: "documents", stores: { arns: { documents: documents.cluster.arn } }, hourly: true } }),
        volumes: { kind: "volume", stores: { tag: volumeTag(first.region) }, hourly: true },
      },
    },
    first.region.opts,
  );
}

/** Lag from which the first region counts as silent, in milliseconds; it is below a second as long as all is well. */
const SILENT_MILLISECONDS = 60_000;

/**
 * What tells of the first region's loss where the first region is not needed for it: Route 53 reports health checks to
 * us-east-1 alone, and that may be what is lost.
 */
export function regionSilence({ database, documents }: AwsStores): Alarmed {
  const silent = (
    key: string,
    store: string,
    metric: Pick<MetricSpec, "namespace" | "name" | "dimensions">,
  ): AlarmSpec => ({
    key,
    summary: `The first region has sent ${store} nothing for minutes. If it is lost, follow the recovery runbook: promote.`,
    severity: "page",
    metric: { ...metric, statistic: "Maximum" },
    comparison: "above",
    threshold: SILENT_MILLISECONDS,
    missingData: "breaching",
  });
  return {
    alarmSource: "first-region",
    alarms: () => [
      silent("silent-database", "the database", {
        namespace: "AWS/RDS",
        name: "AuroraGlobalDBReplicationLag",
        dimensions: { DBClusterIdentifier: database.cluster.id },
      }),
      ...(documents === undefined
        ? []
        : [
            silent("silent-documents", "the documents", {
              namespace: "AWS/DocDB",
              name: "GlobalClusterReplicationLag",
              dimensions: { DBClusterIdentifier: documents.cluster.id },
            }),
          ]),
    ],
  };
}
