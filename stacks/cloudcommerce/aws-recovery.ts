import type { SecretStore } from "../../components/data";
import type { ImageRepository } from "../../components/delivery";
import type { PublicEdge } from "../../components/edge";
import { DisasterRecovery, DnsFailover, RecoveryObjectives } from "../../components/resilience";
import { regionalName } from "./aws-edge";
import { type Region, volumeTag } from "./aws-region";
import type { AwsStores, FilledSecret } from "./aws-stores";
import type { AwsHomeSettings, Service } from "./settings";

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
  const { first, second, secrets, images } = parts;
  const { documents, database, cache } = first.stores;
  const sessions = {
    resource: cache,
    losable: "Sessions and caches: callers sign in again, and answers are read anew",
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
        user: { entry, stores: { documents, ...common }, standby: { ...standby, documents: second.stores.documents } },
        product: { entry, stores: { database, sessions, ...common }, standby: data },
        order: { entry, stores: { database, sessions, ...common }, standby: data },
        payment: { entry, stores: { database, ...common }, standby: data },
      },
    },
    first.region.opts,
  );
  return { backups, entry };
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
        documents: { kind: "documents", stores: { arns: { documents: documents.cluster.arn } }, hourly: true },
        volumes: { kind: "volume", stores: { tag: volumeTag(first.region) }, hourly: true },
      },
    },
    first.region.opts,
  );
}
