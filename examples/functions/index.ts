import * as pulumi from "@pulumi/pulumi";
import { DataTables, EncryptionKey, EventQueue, FunctionService } from "multicloud-estate";

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

export const workerArn = worker.arn;
export const alarms = worker.alarms().map((alarm) => alarm.key);
