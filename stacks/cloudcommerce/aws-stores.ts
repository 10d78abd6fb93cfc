import * as pulumi from "@pulumi/pulumi";
import { connect } from "../../components/core";
import { AuroraDatabase, Cache, DocumentStore, type DocumentStoreArgs, SecretStore } from "../../components/data";
import { externalSecret, type Workload } from "../../components/platform";
import { tierBlocks } from "../shared/network";
import type { NetworkSettings } from "../shared/settings";
import type { Region } from "./aws-region";
import { type Home, inCluster, SHOP_NAMESPACE, type StoreLink, type Stores } from "./home";
import type { AwsHomeSettings } from "./settings";

/** What somebody fills: neither code nor state ever holds a value. */
export const FILLED_SECRETS = {
  "token-keys": "Keys of the tokens: JSON with key (the issuer's name), publicKey and privateKey",
  "stripe-key": "Stripe's restricted key: JSON with key",
  "argocd-repository": "Argo CD's app on GitHub: githubAppID, githubAppInstallationID and githubAppPrivateKey",
  "alerts-pages": "PagerDuty's integration: JSON with key",
  "alerts-tickets": "The webhook that opens tickets: JSON with url",
} as const;
export type FilledSecret = keyof typeof FILLED_SECRETS;
export const FILLED: readonly FilledSecret[] = [
  "token-keys",
  "stripe-key",
  "argocd-repository",
  "alerts-pages",
  "alerts-tickets",
];

/** Users of the databases. */
const DOCUMENT_USER = "user_service";

/** Where the shop keeps what it knows, in one region. */
export interface AwsStores {
  /** Absent where MongoDB's operator keeps them in the cluster. */
  readonly documents?: DocumentStore<typeof DOCUMENT_USER>;
  readonly database: AuroraDatabase<"products" | "orders">;
  readonly cache: Cache;
}

/** DocumentDB, where the settings choose it. */
export function documentStore({ documents }: AwsStores): DocumentStore<typeof DOCUMENT_USER> {
  if (documents === undefined) {
    throw new Error("CloudCommerce's settings keep users' documents by MongoDB's operator: there is no DocumentDB");
  }
  return documents;
}

/** Passwords that both regions share: from the stack's encrypted configuration, since AWS rotates none that span regions. */
function givenPassword(name: string): pulumi.Output<string> {
  return new pulumi.Config().requireSecret(name);
}

/** DocumentDB, Aurora PostgreSQL and Redis; in the second region copies of the first's, which follow it. */
export function makeAwsStores(settings: AwsHomeSettings, region: Region, primary?: AwsStores): AwsStores {
  const { documents, database, cache, data, logs } = settings;
  const { key, vpc, opts } = region;
  // Stores of two regions differ by name too: whoever reads an alarm sees which region it is.
  const suffix = primary === undefined ? "" : "-second";
  const common = {
    vpcId: vpc.vpcId,
    subnetIds: vpc.subnetIds.isolated,
    key,
    logRetentionDays: logs.retentionDays,
    deletionProtection: data.deletionProtection,
  };
  return {
    ...(documents.mode === "documentDb"
      ? { documents: makeDocumentStore(documents, { common, suffix, backupDays: data.recoveryDays, opts }, primary) }
      : {}),
    database: new AuroraDatabase(
      "shop-database",
      {
        ...common,
        engine: "postgres",
        identifier: `shop-database${suffix}`,
        capacity: { mode: "provisioned", instanceClass: database.instanceClass },
        instances: database.instances,
        proxy: database.proxy,
        backupDays: data.recoveryDays,
        databases: { products: { user: "product_service" }, orders: { user: "order_service" } },
        ...(primary === undefined
          ? { master: { mode: "given", password: givenPassword("databaseMaster") }, global: { role: "primary" } }
          : { global: { role: "secondary", of: primary.database } }),
      },
      opts,
    ),
    cache: new Cache(`shop-cache${suffix}`, { ...common, ...cache, engine: "redis" }, opts),
  };
}

type DocumentDbSettings = Extract<AwsHomeSettings["documents"], { readonly mode: "documentDb" }>;

interface StoreParts {
  readonly common: Pick<
    DocumentStoreArgs<typeof DOCUMENT_USER>,
    "vpcId" | "subnetIds" | "key" | "logRetentionDays" | "deletionProtection"
  >;
  readonly suffix: string;
  readonly backupDays: number;
  readonly opts: pulumi.ComponentResourceOptions;
}

function makeDocumentStore(
  { instanceClass, instances }: DocumentDbSettings,
  { common, suffix, backupDays, opts }: StoreParts,
  primary: AwsStores | undefined,
): DocumentStore<typeof DOCUMENT_USER> {
  return new DocumentStore<typeof DOCUMENT_USER>(
    "shop-documents",
    {
      ...common,
      instanceClass,
      instances,
      identifier: `shop-documents${suffix}`,
      backupDays,
      ...(primary?.documents === undefined
        ? {
            users: { [DOCUMENT_USER]: { database: "users", password: givenPassword("documentsUser") } },
            master: { mode: "given", password: givenPassword("documentsMaster") },
            global: { role: "primary" },
          }
        : {
            users: {} as Record<typeof DOCUMENT_USER, never>,
            global: { role: "secondary", of: primary.documents },
          }),
    },
    opts,
  );
}

/** Secrets that people fill, with a copy in the second region. */
export function makeFilledSecrets(
  settings: AwsHomeSettings,
  { key, opts }: Region,
  copy: { readonly region: string; readonly key: Region["key"] },
): SecretStore<FilledSecret> {
  return new SecretStore(
    "shop-secrets",
    {
      key,
      prefix: "cloudcommerce",
      deletionProtection: settings.data.deletionProtection,
      replicas: [copy],
      secrets: {
        "token-keys": { description: FILLED_SECRETS["token-keys"] },
        "stripe-key": { description: FILLED_SECRETS["stripe-key"] },
        "argocd-repository": { description: FILLED_SECRETS["argocd-repository"] },
        "alerts-pages": { description: FILLED_SECRETS["alerts-pages"] },
        "alerts-tickets": { description: FILLED_SECRETS["alerts-tickets"] },
      },
    },
    opts,
  );
}

/** The user service's way to DocumentDB, by a password of Secrets Manager: DocumentDB knows no roles. */
export function linkDocumentStore(
  documents: DocumentStore<typeof DOCUMENT_USER>,
  region: Region,
  home: Pick<Home, "provider" | "parent">,
  platform: pulumi.Resource,
  networks: readonly NetworkSettings[],
): StoreLink {
  connect(region.eks, documents, { parent: documents });
  const cidrs = networks.flatMap((network) => tierBlocks(network, "isolated"));
  const login = externalSecret(
    "shop-documents-login",
    {
      namespace: SHOP_NAMESPACE,
      secretName: "mongodb-user",
      keys: { password: { secret: documents.secret(DOCUMENT_USER).arn, property: "password" } },
    },
    inCluster(home, platform),
  );
  return {
    environment: {
      MONGODB_HOST: documents.endpoint,
      MONGODB_PORT: String(documents.port),
      MONGODB_DATABASE: "users",
      MONGODB_USER: DOCUMENT_USER,
      MONGODB_PASSWORD: { secret: "mongodb-user", key: "password" },
      MONGODB_TLS: "true",
    },
    connect: (workload) => workload.connectToCidr("documents", { cidrs, ports: [documents.port] }),
    ready: [login],
  };
}

/** How services reach the stores: by their roles. @param users the user service's way to its documents */
export function linkAwsStores(
  stores: AwsStores,
  region: Region,
  users: StoreLink,
  networks: readonly NetworkSettings[],
): Stores {
  const { database, cache } = stores;
  // Both regions' services run by the same manifests.
  const cidrs = networks.flatMap((network) => tierBlocks(network, "isolated"));
  for (const store of [database, cache]) {
    connect(region.eks, store, { parent: store });
  }
  const open = (key: string, port: number) => (workload: Workload) =>
    workload.connectToCidr(key, { cidrs, ports: [port] });
  const sql = (name: "products" | "orders", user: string): StoreLink => ({
    environment: {
      DATABASE_HOST: database.endpoint,
      DATABASE_READER_HOST: database.readerEndpoint,
      DATABASE_PORT: String(database.port),
      DATABASE_NAME: name,
      DATABASE_USER: user,
      DATABASE_SIGN_IN: "iam",
    },
    connect: open("database", database.port),
    grants: (role) => [database.grantConnect(role, name)],
  });
  const cached: StoreLink = {
    environment: {
      REDIS_HOST: cache.endpoint,
      REDIS_PORT: String(cache.port),
      // Each region's cache has its own users, and both regions' services run by the same manifests.
      REDIS_USER: pulumi.output(cache.userName),
      REDIS_SIGN_IN: "iam",
    },
    connect: open("cache", cache.port),
    grants: (role) => [cache.grantConnect(role)],
  };
  return {
    users,
    products: sql("products", "product_service"),
    orders: sql("orders", "order_service"),
    productCache: cached,
    orderCache: cached,
  };
}
