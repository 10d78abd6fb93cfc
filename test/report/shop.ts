import * as cloudfront from "@pulumi/aws/cloudfront";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, type EstateTags } from "../../components/core";
import { DataTables } from "../../components/data";
import { Network } from "../../components/network";
import { FunctionService } from "../../components/serverless";
import { composePlan } from "../../planner/plan/compose";
import type { StackPlan } from "../../planner/plan/document";
import { recordProgram } from "../../planner/recorder";

/** A name that would run a script where a page believed it. */
export const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>&'`;
/** A value that must never leave the program. */
export const SECRET = "correct-horse-battery-staple";

/** A small shop: a network, a table, a function that its stream starts and that reads another table, and hostile names. */
export async function planShop(): Promise<StackPlan> {
  const recording = await recordProgram(shop, { mode: "known", stack: "shop-dev", project: "shop" });
  const tags: EstateTags = { system: "shop", environment: "dev", owner: HOSTILE };
  return composePlan({ name: "shop-dev", ...tags }, recording, undefined, {
    packs: [],
    preview: false,
    today: "2026-11-21",
  });
}

function shop(): Record<string, unknown> {
  const key = new EncryptionKey("shop-key", { description: "all of the shop", services: ["logs"] });
  const network = new Network("shop-network", { cidrBlock: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"], key });
  const tables = new DataTables("shop-data", {
    key,
    tables: {
      orders: { attributes: { orderId: "string" }, partitionKey: "orderId", stream: "newAndOldImages" },
      products: { attributes: { productId: "string" }, partitionKey: "productId" },
    },
  });
  const code = new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset("exports.handler = () => {};"),
  });
  const writer = new FunctionService("shop-writer", { code, key });
  writer.onStream(tables.table("orders"));
  tables.table("products").grantRead(writer);
  new secretsmanager.Secret(HOSTILE, { description: HOSTILE });
  new secretsmanager.SecretVersion("shop-secret", { secretId: "shop", secretString: pulumi.secret(SECRET) });
  new cloudfront.Distribution("shop-edge", {
    enabled: true,
    defaultCacheBehavior: {
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      targetOriginId: "origin",
      viewerProtocolPolicy: "https-only",
    },
    origins: [{ domainName: "shop.example.com", originId: "origin" }],
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: { cloudfrontDefaultCertificate: true },
  });
  return { vpcId: network.vpcId, hostile: HOSTILE, password: pulumi.secret(SECRET) };
}
