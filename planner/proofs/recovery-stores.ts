import { SimulatedCloud } from "../../simulator";
import type { RecordedObject, RecordedResource } from "../recorder";
import { creationMinutes } from "./deploy";
import { listOf, objectOf, property, textOf } from "./read";
import { type Copying, newestCopy, worstLoss } from "./recovery-backups";
import { arnOf, type RecordedEstate } from "./recovery-estate";
import { IMAGES_TYPICAL, INSTANCE_LAG, OBJECTS_PROMISED, REPLICATION_LAG, RESTORE } from "./recovery-facts";

/** How one store goes on in the second region. */
export interface StoreAnswer {
  readonly what: string;
  readonly lossMinutes: number | null;
  readonly awayMinutes: number | null;
  /** Somebody, or something, must decide to promote it. */
  readonly promoted: boolean;
  readonly copying: Copying;
  /** URN of what goes on in the second region, where that is a resource of its own. */
  readonly copy?: string;
}

type Judge = (store: RecordedResource, estate: RecordedEstate) => StoreAnswer | undefined;

const CLUSTER_INSTANCES: Readonly<Record<string, string>> = {
  "aws:rds/cluster:Cluster": "aws:rds/clusterInstance:ClusterInstance",
  "aws:docdb/cluster:Cluster": "aws:docdb/clusterInstance:ClusterInstance",
};

/** What stands in the second region already, by type of store; a backup's copy answers where nothing does. */
const REPLICAS: Readonly<Record<string, Judge>> = {
  "aws:rds/cluster:Cluster": globalMember,
  "aws:docdb/cluster:Cluster": globalMember,
  "aws:rds/instance:Instance": instanceCopy,
  "aws:dynamodb/table:Table": tableReplica,
  "aws:s3/bucket:Bucket": bucketReplica,
  "aws:secretsmanager/secret:Secret": secretReplica,
  "aws:ecr/repository:Repository": imageReplica,
  "aws:elasticache/replicationGroup:ReplicationGroup": () => undefined,
  "aws:efs/fileSystem:FileSystem": () => undefined,
  "aws:ebs/volume:Volume": () => undefined,
  // Kept on the volumes of its members.
  "kubernetes:mongodbcommunity.mongodb.com/v1:MongoDBCommunity": () => undefined,
  "aws:msk/cluster:Cluster": () => undefined,
  "aws:opensearch/domain:Domain": () => undefined,
};

/** Whether the proof knows how to judge a type. */
export function isStore({ type }: RecordedResource): boolean {
  return type in REPLICAS;
}

/** How a store goes on: by its replica, else by the newest copy of a backup, else not at all. */
export function judgeStore(store: RecordedResource, estate: RecordedEstate): StoreAnswer {
  return (
    REPLICAS[store.type]?.(store, estate) ??
    restored(store, estate) ?? {
      what: "nothing of it reaches the second region",
      lossMinutes: null,
      awayMinutes: null,
      promoted: false,
      copying: { kind: "none" },
    }
  );
}

const CLOUD = new SimulatedCloud();

/** How long a change to a store typically takes: a promotion is one. */
function promotionMinutes(type: string): number {
  return CLOUD.model(type)?.minutes?.update ?? creationMinutes(type, CLOUD);
}

function globalMember(cluster: RecordedResource, estate: RecordedEstate): StoreAnswer | undefined {
  const frame = textOf(cluster.inputs["globalClusterIdentifier"]);
  const copy = estate
    .ofType(cluster.type)
    .find(
      (one) =>
        one !== cluster &&
        frame !== undefined &&
        textOf(one.inputs["globalClusterIdentifier"]) === frame &&
        estate.regionOf(one) === estate.second,
    );
  if (copy === undefined) {
    return undefined;
  }
  const instanceType = CLUSTER_INSTANCES[cluster.type] ?? "";
  const warm = estate.ofType(instanceType).some((instance) => instance.inputs["clusterIdentifier"] === copy.id);
  return {
    what: warm
      ? `${copy.name} follows and is promoted`
      : `${copy.name} follows, but has no instance: one is made first`,
    ...behind(REPLICATION_LAG),
    awayMinutes: promotionMinutes(cluster.type) + (warm ? 0 : creationMinutes(instanceType, CLOUD)),
    promoted: true,
    copy: copy.urn,
  };
}

function instanceCopy(instance: RecordedResource, estate: RecordedEstate): StoreAnswer | undefined {
  const arn = arnOf(instance);
  const replica = estate
    .ofType(instance.type)
    .find((one) => textOf(one.inputs["replicateSourceDb"]) === arn && estate.regionOf(one) === estate.second);
  if (replica !== undefined) {
    return {
      what: `${replica.name} follows and is promoted`,
      ...behind(INSTANCE_LAG),
      awayMinutes: promotionMinutes(instance.type),
      promoted: true,
      copy: replica.urn,
    };
  }
  const shipped = estate
    .ofType("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication")
    .find((one) => textOf(one.inputs["sourceDbInstanceArn"]) === arn && estate.regionOf(one) === estate.second);
  return shipped === undefined
    ? undefined
    : {
        what: `${shipped.name} ships its backups, from which it is restored`,
        ...behind(INSTANCE_LAG),
        awayMinutes: creationMinutes(instance.type, CLOUD) + RESTORE,
        promoted: true,
      };
}

/** What follows all the time. */
function behind(lagMinutes: number | null): Pick<StoreAnswer, "lossMinutes" | "copying"> {
  return { lossMinutes: lagMinutes, copying: { kind: "continuous", lagMinutes } };
}

/** What writes to a copy as to the original needs no promotion. */
function following(what: string, lagMinutes: number | null): StoreAnswer {
  return { what, ...behind(lagMinutes), awayMinutes: 0, promoted: false };
}

function tableReplica(table: RecordedResource, estate: RecordedEstate): StoreAnswer | undefined {
  const inline = listOf(table.inputs["replicas"]).some((one) => textOf(objectOf(one)["regionName"]) === estate.second);
  const separate = estate
    .ofType("aws:dynamodb/tableReplica:TableReplica")
    .some((one) => textOf(one.inputs["globalTableArn"]) === arnOf(table) && estate.regionOf(one) === estate.second);
  return inline || separate ? following("its replica takes reads and writes", REPLICATION_LAG) : undefined;
}

function bucketReplica(bucket: RecordedResource, estate: RecordedEstate): StoreAnswer | undefined {
  const copies = new Set(
    estate
      .ofType(bucket.type)
      .filter((one) => estate.regionOf(one) === estate.second)
      .map(arnOf),
  );
  const destinations = estate
    .ofType("aws:s3/bucketReplicationConfig:BucketReplicationConfig")
    .filter(({ inputs }) => inputs["bucket"] === bucket.id)
    .flatMap(({ inputs }) => listOf(inputs["rules"]).map(objectOf))
    .filter((rule) => rule["status"] === "Enabled")
    .map((rule) => objectOf(rule["destination"]))
    .filter((destination) => copies.has(textOf(destination["bucket"]) ?? ""));
  const [first] = destinations;
  if (first === undefined) {
    return undefined;
  }
  return objectOf(first["replicationTime"])["status"] === "Enabled"
    ? following("its replica holds every object, in fifteen minutes at most", OBJECTS_PROMISED)
    : following("its replica follows, but S3 promises no time without replicationTime", null);
}

function secretReplica(secret: RecordedResource, estate: RecordedEstate): StoreAnswer | undefined {
  if (listOf(secret.inputs["replicas"]).some((one) => textOf(objectOf(one)["region"]) === estate.second)) {
    return following("its replica is read", REPLICATION_LAG);
  }
  const own = textIn(secret, estate);
  const twin = estate
    .ofType(secret.type)
    .find((one) => estate.regionOf(one) === estate.second && own !== undefined && sameLogin(own, textIn(one, estate)));
  return twin === undefined ? undefined : following(`${twin.name} holds the same login`, 0);
}

/** What the program put into a secret. */
function textIn(secret: RecordedResource, estate: RecordedEstate): string | undefined {
  const version = estate
    .ofType("aws:secretsmanager/secretVersion:SecretVersion")
    .find(({ inputs }) => inputs["secretId"] === secret.id);
  return textOf(version?.inputs["secretString"]);
}

/** The same text, or JSON with the same name and password: the host differs between regions. */
function sameLogin(left: string, right: string | undefined): boolean {
  const [one, other] = [loginOf(left), loginOf(right)];
  return left === right || (one !== undefined && one === other);
}

function loginOf(text: string | undefined): string | undefined {
  try {
    const { username, password } = objectOf(JSON.parse(text ?? "") as RecordedObject);
    return username === undefined || password === undefined ? undefined : JSON.stringify([username, password]);
  } catch {
    return undefined;
  }
}

function imageReplica(repository: RecordedResource, estate: RecordedEstate): StoreAnswer | undefined {
  const name = textOf(property(repository, "name")) ?? "";
  const rules = estate
    .ofType("aws:ecr/replicationConfiguration:ReplicationConfiguration")
    .filter((one) => estate.regionOf(one) !== estate.second)
    .flatMap(({ inputs }) => listOf(objectOf(inputs["replicationConfiguration"])["rules"]).map(objectOf));
  const copied = rules.some((rule) => {
    const filters = listOf(rule["repositoryFilters"]).map((one) => textOf(objectOf(one)["filter"]) ?? "");
    const there = listOf(rule["destinations"]).some((one) => textOf(objectOf(one)["region"]) === estate.second);
    return there && (filters.length === 0 || filters.some((prefix) => name.startsWith(prefix)));
  });
  return copied ? following("its images are copied, most within half an hour", IMAGES_TYPICAL) : undefined;
}

function restored(store: RecordedResource, estate: RecordedEstate): StoreAnswer | undefined {
  const copy = newestCopy(store, estate);
  if (copy === undefined) {
    return undefined;
  }
  const instances = CLUSTER_INSTANCES[store.type];
  return {
    what: `restored from the ${copy.rule} copy of ${copy.plan.name}`,
    lossMinutes: worstLoss(copy.copying),
    copying: copy.copying,
    awayMinutes:
      creationMinutes(store.type, CLOUD) + (instances === undefined ? 0 : creationMinutes(instances, CLOUD)) + RESTORE,
    promoted: true,
  };
}
