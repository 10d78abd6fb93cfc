import { DataTables, EncryptionKey, ObjectStore } from "multicloud-estate";

const key = new EncryptionKey("shop", { description: "Shop data at rest" });
const data = new DataTables("shop", {
  key,
  prefix: "shop",
  tables: {
    products: { attributes: { productId: "string" }, partitionKey: "productId" },
    orders: {
      attributes: { orderId: "string", userId: "string", placedAt: "string" },
      partitionKey: "orderId",
      globalIndexes: { byUser: { partitionKey: "userId", sortKey: "placedAt" } },
      stream: "newAndOldImages",
    },
    carts: { attributes: { userId: "string" }, partitionKey: "userId", timeToLive: "expiresAt" },
  },
});
const logs = new ObjectStore("logs", { role: "log", expireDays: 365 });
const lake = new ObjectStore("lake", {
  key,
  accessLogs: logs,
  tiers: [{ afterDays: 30, storageClass: "STANDARD_IA" }],
});

export const ordersTable = data.table("orders").name;
export const lakeBucket = lake.bucketName;
