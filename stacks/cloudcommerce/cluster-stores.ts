import {
  type ClusterPlatform,
  InClusterStore,
  PASSWORD,
  PlatformNamespace,
  PROMETHEUS,
  type WorkloadArgs,
} from "../../components/platform";
import { broughtSecret, keysOf } from "./brought-secret";
import { documentSecrets, makeDocuments } from "./documents";
import { DATA_NAMESPACE, type Home, inCluster, SHOP_NAMESPACE, type StoreLink, type Stores } from "./home";
import { STORE_IMAGES } from "./images";
import type { ClusterHomeSettings } from "./settings";
import { setupFile } from "./setup-files";

/** What each user of Redis may do: its own keys, nothing that looks at or ends others' work. */
const REDIS_SCOPES = {
  "redis-product": { user: "product_service", scope: "~product:* resetchannels" },
  "redis-order": { user: "order_service", scope: "~session:* ~order:* resetchannels &order:*" },
} as const;
const REDIS_COMMANDS = "-@all +@read +@write +@connection +@transaction +@pubsub -@dangerous";

/** Passwords of stores and of their users. */
export function storeSecrets({ documentOperator }: ClusterHomeSettings): Home["generated"] {
  const logins = [
    ...(documentOperator === undefined ? ["mongodb-admin", "mongodb-user"] : []),
    "postgresql-admin",
    "postgresql-product",
    "postgresql-order",
  ];
  return {
    ...(documentOperator === undefined ? {} : documentSecrets()),
    ...Object.fromEntries(logins.map((name) => [name, { password: PASSWORD }])),
    ...Object.fromEntries(
      Object.entries(REDIS_SCOPES).map(([name, { user, scope }]) => [
        name,
        { password: PASSWORD, rule: `user ${user} on >${PASSWORD} ${scope} ${REDIS_COMMANDS}` },
      ]),
    ),
  };
}

/** MongoDB, PostgreSQL and Redis inside the cluster, set up by the same files as in development. */
export function makeClusterStores(
  home: StoreMaker["home"],
  settings: ClusterHomeSettings,
  platform: ClusterPlatform,
): Stores {
  const namespace = new PlatformNamespace("data", { namespaceName: DATA_NAMESPACE }, inCluster(home));
  const maker: StoreMaker = { home, settings, before: [namespace, platform] };
  const { documentOperator } = settings;
  const users =
    documentOperator === undefined ? mongoLink(maker) : makeDocuments({ home, settings: documentOperator, platform });
  const postgresql = makePostgres(maker);
  const redis = makeRedis(maker);
  for (const store of [postgresql, redis]) {
    store.allowFrom("prometheus", PROMETHEUS);
  }
  return {
    users,
    products: sqlLink(maker, postgresql, "product", "products"),
    orders: sqlLink(maker, postgresql, "order", "orders"),
    productCache: cacheLink(maker, redis, "product"),
    orderCache: cacheLink(maker, redis, "order"),
  };
}

interface StoreMaker {
  readonly home: Pick<Home, "provider" | "clusterStore" | "apiPorts">;
  readonly settings: ClusterHomeSettings;
  readonly before: readonly (PlatformNamespace | ClusterPlatform)[];
}

/** Files below `/run/secrets`, each of the Secret of the same name. */
function secretFiles({ home, before }: StoreMaker, names: readonly string[], key = "password") {
  const after = names.map((name) => broughtSecret(home, DATA_NAMESPACE, name, keysOf(name, key), before));
  return { after, secrets: Object.fromEntries(names.map((name) => [name, { secret: name, key }])) };
}

function options({ home, before }: StoreMaker) {
  return inCluster(home, ...before);
}

function makeMongo(maker: StoreMaker): InClusterStore {
  return new InClusterStore(
    "mongodb",
    {
      namespace: DATA_NAMESPACE,
      image: STORE_IMAGES.mongodb,
      port: 27_017,
      user: { uid: 999, gid: 999 },
      command: ["docker-entrypoint.sh", "mongod", "--bind_ip_all", "--wiredTigerCacheSizeGB", "0.25"],
      environment: {
        MONGO_INITDB_ROOT_USERNAME: "admin",
        MONGO_INITDB_ROOT_PASSWORD_FILE: "/run/secrets/mongodb-admin",
        MONGO_INITDB_DATABASE: "users",
      },
      files: {
        "/docker-entrypoint-initdb.d/10-users.js": setupFile("mongodb/10-users.js"),
        "/docker-entrypoint-initdb.d/20-sign-in.js": setupFile("mongodb/20-sign-in.js"),
      },
      ...secretFiles(maker, ["mongodb-admin", "mongodb-user"]),
      data: { path: "/data/db", storage: maker.settings.storage.mongodb },
      writablePaths: ["/tmp", "/data/configdb"],
      resources: { cpu: "100m", memory: "768Mi" },
      mesh: {},
    },
    options(maker),
  );
}

function mongoLink(maker: StoreMaker): StoreLink {
  const mongodb = makeMongo(maker);
  mongodb.allowFrom("prometheus", PROMETHEUS);
  return link(maker, mongodb, "mongodb-user", (password) => ({
    MONGODB_HOST: mongodb.host,
    MONGODB_PORT: String(mongodb.port),
    MONGODB_DATABASE: "users",
    MONGODB_USER: "user_service",
    MONGODB_PASSWORD: password,
  }));
}

function makePostgres(maker: StoreMaker): InClusterStore {
  const files = ["10-roles.sql", "20-products.sql", "30-orders.sql"];
  return new InClusterStore(
    "postgresql",
    {
      namespace: DATA_NAMESPACE,
      image: STORE_IMAGES.postgresql,
      port: 5432,
      user: { uid: 70, gid: 70 },
      environment: {
        POSTGRES_PASSWORD_FILE: "/run/secrets/postgresql-admin",
        POSTGRES_INITDB_ARGS: "--auth-host=scram-sha-256 --data-checksums",
        // Not the volume's own root, which holds lost+found.
        PGDATA: "/var/lib/postgresql/data/pgdata",
      },
      files: Object.fromEntries(
        files.map((file) => [`/docker-entrypoint-initdb.d/${file}`, setupFile(`postgres/${file}`)]),
      ),
      ...secretFiles(maker, ["postgresql-admin", "postgresql-product", "postgresql-order"]),
      data: { path: "/var/lib/postgresql/data", storage: maker.settings.storage.postgresql },
      writablePaths: ["/tmp", "/var/run/postgresql"],
      resources: { cpu: "100m", memory: "512Mi" },
      mesh: {},
    },
    options(maker),
  );
}

/** Sessions and caches only: nothing that may not be lost. Its users stand in a file that it puts together when it starts. */
function makeRedis(maker: StoreMaker): InClusterStore {
  const users = "/tmp/users.acl";
  const start = [
    "set -eu",
    `{ echo "user default off"; for file in /run/secrets/redis-*; do cat "$file"; echo; done; } > ${users}`,
    `exec redis-server /etc/redis/redis.conf --aclfile ${users}`,
  ];
  return new InClusterStore(
    "redis",
    {
      namespace: DATA_NAMESPACE,
      image: STORE_IMAGES.redis,
      port: 6379,
      user: { uid: 999, gid: 1000 },
      command: ["sh", "-c", start.join("\n")],
      files: { "/etc/redis/redis.conf": setupFile("redis/redis.conf") },
      ...secretFiles(maker, Object.keys(REDIS_SCOPES), "rule"),
      writablePaths: ["/tmp", "/data"],
      resources: { cpu: "100m", memory: "256Mi" },
      mesh: {},
    },
    options(maker),
  );
}

function sqlLink(maker: StoreMaker, store: InClusterStore, service: "product" | "order", database: string): StoreLink {
  return link(maker, store, `postgresql-${service}`, (password) => ({
    DATABASE_HOST: store.host,
    DATABASE_PORT: String(store.port),
    DATABASE_NAME: database,
    DATABASE_USER: `${service}_service`,
    DATABASE_PASSWORD: password,
  }));
}

function cacheLink(maker: StoreMaker, store: InClusterStore, service: "product" | "order"): StoreLink {
  return link(maker, store, `redis-${service}`, (password) => ({
    REDIS_HOST: store.host,
    REDIS_PORT: String(store.port),
    REDIS_USER: `${service}_service`,
    REDIS_PASSWORD: password,
  }));
}

function link(
  { home, before }: StoreMaker,
  store: InClusterStore,
  secret: string,
  environment: (password: {
    readonly secret: string;
    readonly key: string;
  }) => NonNullable<WorkloadArgs["environment"]>,
): StoreLink {
  const login = broughtSecret(home, SHOP_NAMESPACE, secret, keysOf(secret, "password"), before);
  return {
    environment: environment({ secret, key: "password" }),
    connect: (workload) => workload.connectTo(store),
    ready: [login, store],
  };
}
