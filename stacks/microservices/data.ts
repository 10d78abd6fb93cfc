import type * as pulumi from "@pulumi/pulumi";
import { Cache, DataTables, EventStream, RelationalDatabase, SecretStore } from "../../components/data";
import { FunctionService } from "../../components/serverless";
import { functionArgs } from "../functions";
import type { Foundation } from "./foundation";
import { copyBackups, type SecondRegion } from "./second-region";
import type { MicroservicesSettings } from "./settings";
import { NOTIFICATION_GROUP } from "./workload-specs";

/** Group under which the Flink job reads, and what its transactions begin with. */
export const ANALYTICS_GROUP = "order-analytics";
/** The user as whom Flink, which no role of AWS reaches, signs in to Kafka. */
export const FLINK_USER = "flink";

/** Where the shop keeps what it knows. */
export interface Stores {
  readonly tables: DataTables<"products">;
  readonly database: RelationalDatabase<"users" | "orders">;
  readonly stream: EventStream<"orders" | "analytics-results">;
  /** On the roadmap. */
  readonly cache: Cache | undefined;
  /** What operators fill: neither code nor state ever holds a value. */
  readonly credentials: SecretStore<"argocd-repository" | "argocd-sign-in">;
}

export function makeStores(
  settings: MicroservicesSettings,
  base: Foundation,
  second: SecondRegion | undefined,
  opts: pulumi.ComponentResourceOptions,
): Stores {
  const database = makeDatabase(settings, base, opts);
  copyBackups(settings, second, database);
  return {
    tables: makeTables(settings, base, second, opts),
    database,
    stream: makeStream(settings, base, opts),
    cache: makeCache(settings, base, opts),
    credentials: makeCredentials(settings, base, opts),
  };
}

function makeTables(
  { data }: MicroservicesSettings,
  { key }: Foundation,
  second: SecondRegion | undefined,
  opts: pulumi.ComponentResourceOptions,
): DataTables<"products"> {
  // A table is copied from its stream.
  const copied =
    second === undefined
      ? {}
      : { stream: "newAndOldImages" as const, replicas: [{ region: second.region, keyArn: second.key.arn }] };
  return new DataTables(
    "shop-data",
    {
      key,
      prefix: "microservices",
      recoveryDays: data.recoveryDays,
      deletionProtection: data.deletionProtection,
      tables: { products: { attributes: { product_id: "string" }, partitionKey: "product_id", ...copied } },
    },
    opts,
  );
}

/** MySQL with a database and a user for each of two services; who is neither sees nothing. */
function makeDatabase(
  { database, data, logs }: MicroservicesSettings,
  { key, network }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): RelationalDatabase<"users" | "orders"> {
  return new RelationalDatabase(
    "shop-database",
    {
      ...database,
      engine: "mysql",
      vpcId: network.vpcId,
      subnetIds: network.subnetIds.isolated,
      key,
      databases: { users: {}, orders: {} },
      backupDays: data.recoveryDays,
      logRetentionDays: logs.retentionDays,
      deletionProtection: data.deletionProtection,
    },
    opts,
  );
}

/** Orders as they are placed, and what Flink makes of them, kept for seven days to replay. */
function makeStream(
  { stream, data, logs }: MicroservicesSettings,
  { key, network }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): EventStream<"orders" | "analytics-results"> {
  const common = {
    vpcId: network.vpcId,
    subnetIds: network.subnetIds.isolated,
    topics: { orders: {}, "analytics-results": {} },
    deletionProtection: data.deletionProtection,
  };
  if (stream.mode === "serverless") {
    return new EventStream<"orders" | "analytics-results">(
      "shop-stream",
      { ...common, mode: "serverless", watchedGroups: [{ topic: "orders", group: NOTIFICATION_GROUP }] },
      opts,
    );
  }
  return new EventStream<"orders" | "analytics-results">(
    "shop-stream",
    {
      ...common,
      instanceType: stream.instanceType,
      brokers: stream.brokers,
      storageGiB: stream.storageGiB,
      key,
      users: {
        [FLINK_USER]: {
          consumes: [{ topic: "orders", group: ANALYTICS_GROUP }],
          produces: ["analytics-results"],
          transactionalPrefix: ANALYTICS_GROUP,
        },
      },
      watchedGroups: [
        { topic: "orders", group: NOTIFICATION_GROUP },
        { topic: "orders", group: ANALYTICS_GROUP },
      ],
      rotation: {
        schedule: "rate(30 days)",
        function: (user, secret, parent) =>
          new FunctionService(
            `shop-stream-${user}-rotation`,
            { ...functionArgs("secret-rotation"), key, logRetentionDays: logs.retentionDays, bindings: { secret } },
            { parent },
          ),
      },
      logRetentionDays: logs.retentionDays,
    },
    opts,
  );
}

function makeCache(
  { future, data, logs }: MicroservicesSettings,
  { key, network }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): Cache | undefined {
  if (future.redis === undefined) {
    return undefined;
  }
  return new Cache(
    "shop-cache",
    {
      ...future.redis,
      engine: "redis",
      vpcId: network.vpcId,
      subnetIds: network.subnetIds.isolated,
      key,
      logRetentionDays: logs.retentionDays,
      deletionProtection: data.deletionProtection,
    },
    opts,
  );
}

function makeCredentials(
  { data }: MicroservicesSettings,
  { key }: Foundation,
  opts: pulumi.ComponentResourceOptions,
): Stores["credentials"] {
  return new SecretStore(
    "shop-credentials",
    {
      key,
      prefix: "microservices",
      deletionProtection: data.deletionProtection,
      secrets: {
        "argocd-repository": {
          description: "Argo CD's app on GitHub: githubAppID, githubAppInstallationID and githubAppPrivateKey",
        },
        "argocd-sign-in": { description: "Argo CD's OpenID Connect client: clientSecret" },
      },
    },
    opts,
  );
}
