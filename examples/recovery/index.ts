import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import {
  AuroraDatabase,
  DataTables,
  DisasterRecovery,
  DnsFailover,
  DocumentStore,
  EncryptionKey,
  ImageRepository,
  Network,
  ObjectStore,
  Observability,
  RecoveryObjectives,
  SecretStore,
} from "multicloud-estate";

const FIRST = "us-east-1";
const SECOND = "us-west-2";
const config = new pulumi.Config();
const west = { provider: new Provider("west", { region: SECOND }) };

// One key in both regions, for what is replicated: each side decrypts what the other encrypted.
const services = ["logs"];
const key = new EncryptionKey(
  "shop",
  { description: "Shop data at rest", services, multiRegion: true },
  { protect: true },
);
const westKey = new EncryptionKey(
  "shop-west",
  {
    description: "Shop data at rest, second region",
    services: [...services, "cloudwatch.amazonaws.com", "budgets.amazonaws.com"],
    replicaOf: key,
  },
  { ...west, protect: true },
);
const network = new Network("shop", { cidrBlock: "10.40.0.0/16", zones: ["us-east-1a", "us-east-1b"], key });
const westNetwork = new Network(
  "shop-west",
  { cidrBlock: "10.41.0.0/16", zones: ["us-west-2a", "us-west-2b"], key: westKey },
  west,
);
const here = { vpcId: network.vpcId, subnetIds: network.subnetIds.private, key };
const there = { vpcId: westNetwork.vpcId, subnetIds: westNetwork.subnetIds.private, key: westKey };

// Orders and accounts: a warm copy of each follows in the second region.
const orders = new AuroraDatabase("orders", {
  ...here,
  engine: "postgres",
  databases: { orders: {} },
  master: { mode: "given", password: config.requireSecret("ordersMaster") },
  global: { role: "primary" },
});
const westOrders = new AuroraDatabase(
  "orders-west",
  { ...there, engine: "postgres", databases: { orders: {} }, global: { role: "secondary", of: orders } },
  west,
);
const accounts = new DocumentStore("accounts", {
  ...here,
  users: { accounts: { database: "accounts", password: config.requireSecret("accountsUser") } },
  master: { mode: "given", password: config.requireSecret("accountsMaster") },
  global: { role: "primary" },
});
const westAccounts = new DocumentStore(
  "accounts-west",
  { ...there, users: {}, instances: 1, global: { role: "secondary", of: accounts } },
  west,
);

// Carts, pictures, secrets and images write themselves to both.
const carts = new DataTables("carts", {
  key,
  tables: {
    carts: {
      attributes: { cartId: "string" },
      partitionKey: "cartId",
      stream: "newAndOldImages",
      replicas: [{ region: SECOND, keyArn: westKey.arn }],
    },
  },
});
const logs = new ObjectStore("logs", { role: "log", expireDays: 365 });
const westLogs = new ObjectStore("logs-west", { role: "log", expireDays: 365 }, west);
const pictures = new ObjectStore("pictures", { key, accessLogs: logs });
const westPictures = new ObjectStore("pictures-west", { key: westKey, accessLogs: westLogs }, west);
pictures.replicateTo(westPictures);
const secrets = new SecretStore("secrets", {
  key,
  secrets: { stripe: { description: "Stripe's key; filled by the team" } },
  replicas: [{ region: SECOND, key: westKey }],
});
const images = new ImageRepository("images", {
  key,
  prefix: "shop",
  repositories: { orders: {} },
  replication: { region: SECOND, key: westKey },
});

// What neither a mistake nor a thief can delete.
const recovery = new DisasterRecovery("recovery", {
  key,
  copy: { region: SECOND, key: westKey },
  backups: {
    orders: { kind: "cluster", stores: { arns: { orders: orders.cluster.arn } }, hourly: true, continuous: true },
    accounts: { kind: "documents", stores: { arns: { accounts: accounts.cluster.arn } }, hourly: true },
    carts: { kind: "table", stores: { arns: { carts: carts.table("carts").arn } } },
    volumes: { kind: "volume", stores: { tag: { key: "system", value: "shop" } }, hourly: true },
  },
});

// One name, which answers from the second region while the first does not.
const entry = new DnsFailover("entry", {
  zone: { id: "Z0123456789ABCDEFGHIJ", name: "shop.example.com" },
  domainName: "api.shop.example.com",
  primary: { host: "east.shop.example.com", healthHost: "east.shop.example.com" },
  secondary: { host: "west.shop.example.com", healthHost: "west.shop.example.com" },
  healthPath: "/healthz/region",
});

// Somebody must hear of the loss before anything is promoted, and from the second region: the first may be what is lost.
const watch = new Observability(
  "watch",
  {
    prefix: "shop-west",
    key: westKey,
    subscriptions: { page: { oncall: { protocol: "https", endpoint: "https://pager.example.com/shop" } } },
  },
  west,
);
watch.watch({
  alarmSource: "first-region",
  alarms: () => [
    {
      key: "silent",
      summary: "The first region has sent the orders nothing for minutes. If it is lost, promote.",
      severity: "page",
      metric: {
        namespace: "AWS/RDS",
        name: "AuroraGlobalDBReplicationLag",
        dimensions: { DBClusterIdentifier: westOrders.cluster.id },
        statistic: "Maximum",
      },
      comparison: "above",
      threshold: 60_000,
      missingData: "breaching",
    },
  ],
});

// `estate plan` works out what each would lose and how long it would be away, and fails where that is more than this.
new RecoveryObjectives("objectives", {
  firstRegion: FIRST,
  secondRegion: SECOND,
  services: {
    order: {
      entry,
      stores: { orders, carts, secrets, images },
      standby: { westOrders },
      rpoMinutes: 60,
      rtoMinutes: 15,
    },
    user: { entry, stores: { accounts, pictures, secrets, images }, standby: { westAccounts } },
  },
});

export const copies = recovery.copyVault.arn;
export const alarms = [...recovery.alarms(), ...entry.alarms()].map((alarm) => alarm.key);
