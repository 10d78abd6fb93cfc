import { DataTables, EncryptionKey, EventQueue, ObjectStore, Observability, SpendingBudget } from "multicloud-estate";

const key = new EncryptionKey("shop", { description: "Shop data at rest", services: ["logs"] });
const tables = new DataTables("tables", {
  key,
  tables: { orders: { attributes: { orderId: "string" }, partitionKey: "orderId" } },
});
const events = new EventQueue("events", { key, consumerTimeoutSeconds: 60 });

const accessLogs = new ObjectStore("access-logs", { role: "log", expireDays: 365 });
const observability = new Observability("watch", {
  prefix: "shop-prod",
  subscriptions: {
    page: { oncall: { protocol: "https", endpoint: "https://pager.example.com/shop" } },
    ticket: { team: { protocol: "email", endpoint: "shop-team@example.com" } },
  },
  archive: { accessLogs, expireDays: 400 },
});
observability.watch(tables);
observability.watch(events);
observability.logGroup("backend", { path: "/shop/backend", anomalies: {} });
observability.dashboard("overview");

new SpendingBudget("month", { monthlyUsd: 500, observability, tags: { system: "shop", environment: "prod" } });

export const pageTopic = observability.topicArn("page");
