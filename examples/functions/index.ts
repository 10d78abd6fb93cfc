import * as pulumi from "@pulumi/pulumi";
import { DataTables, EncryptionKey, EventQueue, FunctionService, StorageScope } from "multicloud-estate";

const key = new EncryptionKey("shop", { description: "Shop data, logs and events", services: ["logs"] });
const data = new DataTables("shop", {
  key,
  tables: { orders: { attributes: { orderId: "string" }, partitionKey: "orderId", stream: "newImage" } },
});
const events = new EventQueue("events", { key, consumerTimeoutSeconds: 30 });

const handler = `exports.handler = async (event) => ({ batchItemFailures: [], seen: event.Records.length });`;
const worker = new FunctionService("worker", {
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(handler) }),
  key,
  needs: {
    resources: { orders: { kind: "table", actions: ["dynamodb:UpdateItem"], variable: "ORDERS_TABLE" } },
    environment: { CURRENCY: { description: "ISO 4217 code", default: "EUR" } },
  },
  bindings: { orders: data.table("orders") },
});
worker.onQueue(events);
worker.onStream(data.table("orders"), { filters: [{ eventName: ["INSERT"] }] });
worker.onSchedule("nightly", { expression: "cron(0 3 * * ? *)", timezone: "Europe/Berlin" });

// Looks at the account's volumes and deletes those of the shop that nobody uses; the policy lets it touch no others.
const storage = new StorageScope("storage", { tag: { key: "system", value: "shop" }, anchor: key });
const cleanup = new FunctionService("storage-cleanup", {
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(handler) }),
  key,
  needs: {
    resources: {
      storage: {
        kind: "block-storage",
        actions: ["ec2:DescribeVolumes", "ec2:DeleteVolume"],
        variable: "STORAGE_SCOPE",
      },
    },
  },
  bindings: { storage },
});
cleanup.onSchedule("daily", { expression: "rate(1 day)" });

export const workerArn = worker.arn;
export const alarms = worker.alarms().map((alarm) => alarm.key);
