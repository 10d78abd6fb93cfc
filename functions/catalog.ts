import { needs as aiSupport } from "./ai-support/needs";
import { needs as cart } from "./cart/needs";
import { needs as catalogImport } from "./catalog-import/needs";
import { needs as chatAuthorizer } from "./chat-authorizer/needs";
import { needs as chatConnect } from "./chat-connect/needs";
import { needs as chatDisconnect } from "./chat-disconnect/needs";
import { needs as chatMessage } from "./chat-message/needs";
import { needs as checkoutCompensate } from "./checkout-compensate/needs";
import { needs as checkoutValidate } from "./checkout-validate/needs";
import { needs as customerNotice } from "./customer-notice/needs";
import { needs as dataPipeline } from "./data-pipeline/needs";
import { needs as listProducts } from "./list-products/needs";
import { needs as orderCleanup } from "./order-cleanup/needs";
import { needs as orderProcessor } from "./order-processor/needs";
import { needs as orders } from "./orders/needs";
import { needs as payment } from "./payment/needs";
import { needs as paymentWebhook } from "./payment-webhook/needs";
import { needs as products } from "./products/needs";
import { needs as queueRedrive } from "./queue-redrive/needs";
import { needs as searchSetup } from "./search-setup/needs";
import { needs as searchSync } from "./search-sync/needs";
import { needs as secretRotation } from "./secret-rotation/needs";
import type { FunctionNeeds } from "./shared/needs";
import { needs as storageCleanup } from "./storage-cleanup/needs";

/** One function as a stack sees it: where its code is, what it needs, how large it should be. */
export interface CatalogEntry {
  /** The system that it was written for; `any` where every estate may have use for it. */
  readonly system: "CloudMart" | "E-Com67" | "Multicloud shop" | "CloudCommerce" | "any";
  /** What calls it, and with what. */
  readonly trigger: string;
  /** What it does, as Lambda's description shows it. */
  readonly description: string;
  /** Source of the handler, from the repository's root. */
  readonly entry: string;
  /** Folder of the bundle, from the repository's root; `npm run build:functions` fills it. */
  readonly bundle: string;
  /** Exported name as Lambda calls it. */
  readonly handler: "index.handler";
  readonly needs: FunctionNeeds;
  /** Memory, in MB; Lambda's CPU follows it. */
  readonly memoryMb: number;
  /** Longest run, in seconds. */
  readonly timeoutSeconds: number;
}

/** Every function that the estates ship. */
export const CATALOG = {
  "list-products": entry("list-products", {
    description: "Lists CloudMart's products, page by page",
    system: "CloudMart",
    trigger: "direct call of the backend: `{ category?, limit?, cursor? }`",
    needs: listProducts,
    memoryMb: 256,
    timeoutSeconds: 10,
  }),
  "data-pipeline": entry("data-pipeline", {
    description: "Copies order changes to BigQuery, both lakes and the event queue",
    system: "CloudMart",
    trigger: "stream of the orders table, new and old images; it reports the records that failed",
    needs: dataPipeline,
    memoryMb: 512,
    timeoutSeconds: 120,
  }),
  "ai-support": entry("ai-support", {
    description: "Answers support requests and files their tickets",
    system: "CloudMart",
    trigger: "direct call of the backend: `{ ticketId, customerId, subject, message, language? }`",
    needs: aiSupport,
    memoryMb: 512,
    timeoutSeconds: 60,
  }),
  products: entry("products", {
    description: "Product part of E-Com67's REST API",
    system: "E-Com67",
    trigger: "REST API: `/products` and `/products/{productId}`",
    needs: products,
    memoryMb: 512,
    timeoutSeconds: 15,
  }),
  cart: entry("cart", {
    description: "Cart part of E-Com67's REST API",
    system: "E-Com67",
    trigger: "REST API: `/cart` and `/cart/items/{productId}`",
    needs: cart,
    memoryMb: 256,
    timeoutSeconds: 10,
  }),
  orders: entry("orders", {
    description: "Order part of E-Com67's REST API",
    system: "E-Com67",
    trigger: "REST API: `/orders` and `/orders/{orderId}`",
    needs: orders,
    memoryMb: 256,
    timeoutSeconds: 10,
  }),
  "search-sync": entry("search-sync", {
    description: "Keeps the search index like the product table",
    system: "E-Com67",
    trigger: "stream of the products table, new and old images; it reports the records that failed",
    needs: searchSync,
    memoryMb: 256,
    timeoutSeconds: 60,
  }),
  "checkout-validate": entry("checkout-validate", {
    description: "Checks and prices the cart at the start of a checkout",
    system: "E-Com67",
    trigger: "checkout workflow, state ValidateCart",
    needs: checkoutValidate,
    memoryMb: 256,
    timeoutSeconds: 15,
  }),
  payment: entry("payment", {
    description: "Authorises and captures card payments for the checkout",
    system: "E-Com67",
    trigger: "checkout workflow, states AuthorisePayment and CapturePayment",
    needs: payment,
    memoryMb: 512,
    timeoutSeconds: 30,
  }),
  "payment-webhook": entry("payment-webhook", {
    description: "Takes Stripe's signed events",
    system: "E-Com67",
    trigger: "REST API: `POST /webhooks/stripe`, without authorizer: Stripe signs",
    needs: paymentWebhook,
    memoryMb: 256,
    timeoutSeconds: 15,
  }),
  "order-processor": entry("order-processor", {
    description: "Finalises orders: state, stock and cart in one transaction",
    system: "E-Com67",
    trigger: "order queue, which the workflow fills; it reports the messages that failed",
    needs: orderProcessor,
    memoryMb: 512,
    timeoutSeconds: 60,
  }),
  "customer-notice": entry("customer-notice", {
    description: "Tells customers by e-mail what became of their orders",
    system: "E-Com67",
    trigger: "queue that hears the customers' topic; it reports the messages that failed",
    needs: customerNotice,
    memoryMb: 256,
    timeoutSeconds: 30,
  }),
  "checkout-compensate": entry("checkout-compensate", {
    description: "Undoes a checkout that failed",
    system: "E-Com67",
    trigger: "checkout workflow, state Compensate",
    needs: checkoutCompensate,
    memoryMb: 512,
    timeoutSeconds: 60,
  }),
  "order-cleanup": entry("order-cleanup", {
    description: "Undoes checkouts that nobody finished, on a schedule",
    system: "E-Com67",
    trigger: "schedule: every 15 minutes",
    needs: orderCleanup,
    memoryMb: 512,
    timeoutSeconds: 300,
  }),
  "chat-authorizer": entry("chat-authorizer", {
    description: "Lets holders of a Cognito token open a WebSocket",
    system: "E-Com67",
    trigger: "WebSocket API: REQUEST authorizer of `$connect`",
    needs: chatAuthorizer,
    memoryMb: 256,
    timeoutSeconds: 10,
  }),
  "chat-connect": entry("chat-connect", {
    description: "Notes a new WebSocket connection",
    system: "E-Com67",
    trigger: "WebSocket API: route `$connect`",
    needs: chatConnect,
    memoryMb: 256,
    timeoutSeconds: 10,
  }),
  "chat-message": entry("chat-message", {
    description: "Answers chat messages from the knowledge base",
    system: "E-Com67",
    trigger: "WebSocket API: route `message`",
    needs: chatMessage,
    memoryMb: 512,
    timeoutSeconds: 29,
  }),
  "chat-disconnect": entry("chat-disconnect", {
    description: "Forgets a closed WebSocket connection",
    system: "E-Com67",
    trigger: "WebSocket API: route `$disconnect`",
    needs: chatDisconnect,
    memoryMb: 256,
    timeoutSeconds: 10,
  }),
  "catalog-import": entry("catalog-import", {
    description: "Imports uploaded catalogue files into the product table",
    system: "Multicloud shop",
    trigger: "uploads to the catalogue bucket under `incoming/`",
    needs: catalogImport,
    memoryMb: 512,
    timeoutSeconds: 300,
  }),
  "search-setup": entry("search-setup", {
    description: "Brings roles and index templates into a search domain",
    system: "E-Com67",
    trigger: "deployment: once, and again where the roles change: `{ requests }`",
    needs: searchSetup,
    memoryMb: 256,
    timeoutSeconds: 300,
  }),
  "storage-cleanup": entry("storage-cleanup", {
    description: "Removes volumes that nobody uses and snapshots whose volume is gone",
    system: "CloudCommerce",
    trigger: "schedule: once a day",
    needs: storageCleanup,
    memoryMb: 256,
    timeoutSeconds: 300,
  }),
  "secret-rotation": entry("secret-rotation", {
    description: "Rotates a secret in Secrets Manager's four steps",
    system: "any",
    trigger: "rotation by Secrets Manager",
    needs: secretRotation,
    memoryMb: 256,
    timeoutSeconds: 60,
  }),
  "queue-redrive": entry("queue-redrive", {
    description: "Gives messages of a dead-letter queue another chance",
    system: "any",
    trigger: "schedule, or an operator",
    needs: queueRedrive,
    memoryMb: 256,
    timeoutSeconds: 300,
  }),
} as const satisfies Record<string, CatalogEntry>;

/** The functions' names. */
export type FunctionName = keyof typeof CATALOG;

function entry<const Needs extends FunctionNeeds>(
  name: string,
  facts: Pick<CatalogEntry, "description" | "system" | "trigger" | "memoryMb" | "timeoutSeconds"> & { needs: Needs },
) {
  return {
    ...facts,
    entry: `functions/${name}/handler.ts`,
    bundle: `dist/functions/${name}`,
    handler: "index.handler",
  } as const;
}
