import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../../components/core";
import { DataTables } from "../../components/data";
import type { CloudMartSettings } from "./settings";

/** CloudMart's four tables. Orders stream to the pipeline; users are found by e-mail. */
export function makeTables(
  settings: CloudMartSettings["data"],
  key: EncryptionKey,
  opts: pulumi.ComponentResourceOptions,
): DataTables<"products" | "orders" | "tickets" | "users"> {
  return new DataTables(
    "cloudmart-data",
    {
      key,
      prefix: "cloudmart",
      recoveryDays: settings.recoveryDays,
      deletionProtection: settings.deletionProtection,
      tables: {
        products: { attributes: { productId: "string" }, partitionKey: "productId" },
        orders: { attributes: { orderId: "string" }, partitionKey: "orderId", stream: "newAndOldImages" },
        tickets: { attributes: { ticketId: "string" }, partitionKey: "ticketId" },
        users: {
          attributes: { userId: "string", email: "string" },
          partitionKey: "userId",
          globalIndexes: { email: { partitionKey: "email" } },
        },
      },
    },
    opts,
  );
}
