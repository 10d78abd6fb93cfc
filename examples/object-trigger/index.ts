import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, FunctionService, ObjectStore, ObjectTrigger } from "multicloud-estate";

const key = new EncryptionKey("shop", { description: "Shop data, logs and events", services: ["logs"] });
const logs = new ObjectStore("logs", { role: "log", expireDays: 365 });
const uploads = new ObjectStore("uploads", { key, accessLogs: logs, expireDays: 90 });

const handler = `exports.handler = async (event) => event.Records.map((record) => record.s3.object.key);`;
const catalogue = new FunctionService("catalogue-import", {
  code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(handler) }),
  key,
  timeoutSeconds: 300,
  needs: {
    resources: {
      uploads: { kind: "bucket", actions: ["s3:GetObject"], variable: "CATALOG_BUCKET", prefix: "incoming/" },
    },
  },
  bindings: { uploads },
});

const trigger = new ObjectTrigger("catalogue", {
  store: uploads,
  rules: { products: { function: catalogue, prefix: "incoming/", suffixes: [".csv", ".ndjson"] } },
});

export const bucket = uploads.bucketName;
export const alarms = trigger.alarms().map((alarm) => alarm.key);
