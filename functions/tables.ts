/**
 * The tables that E-Com67's functions share, in the shape that `DataTables` takes: keys, indexes and expiry are an interface
 * between handlers and stacks. The tests make their tables from it too.
 */
export const ECOM67_TABLES = {
  /** `PRODUCTS_TABLE`; the stream feeds search-sync. */
  products: {
    attributes: { productId: "string", category: "string" },
    partitionKey: "productId",
    globalIndexes: { "category-index": { partitionKey: "category", sortKey: "productId" } },
    stream: "newAndOldImages",
  },
  /** `CART_TABLE`. */
  cart: {
    attributes: { userId: "string", productId: "string" },
    partitionKey: "userId",
    sortKey: "productId",
    timeToLive: "expiresAt",
  },
  /** `ORDERS_TABLE`; customers list theirs by `user-index`, the clean-up finds unfinished ones by `status-index`. */
  orders: {
    attributes: { orderId: "string", userId: "string", status: "string", createdAt: "string" },
    partitionKey: "orderId",
    globalIndexes: {
      "user-index": { partitionKey: "userId", sortKey: "createdAt" },
      "status-index": { partitionKey: "status", sortKey: "createdAt" },
    },
  },
  /** `CHAT_TABLE`: conversations and open connections. */
  chat: {
    attributes: { sessionId: "string", timestamp: "number" },
    partitionKey: "sessionId",
    sortKey: "timestamp",
    timeToLive: "expiresAt",
  },
  /** `IDEMPOTENCY_TABLE`: what payment and payment-webhook have done. */
  done: {
    attributes: { id: "string" },
    partitionKey: "id",
    timeToLive: "expiration",
  },
} as const;
