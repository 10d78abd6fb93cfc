import { setTimeout as sleep } from "node:timers/promises";
import { type DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { cancellationReasons, conflicted } from "../shared/dynamo";
import { orderUpdate, readOrder } from "../shared/orders";
import type { Order, OrderLine } from "../shared/shop";

/** The tables that an order touches. */
export interface OrderTables {
  readonly client: DynamoDBDocumentClient;
  readonly orders: string;
  readonly products: string;
  readonly cart: string;
}

/** What became of an order. */
export type Finalised =
  | { readonly kind: "confirmed"; readonly order: Order }
  /** Stock is short, or the order is closed or unknown: nothing has changed. */
  | { readonly kind: "refused"; readonly error: "OutOfStock" | "OrderClosed" };

/** Rounds when other orders move the same products at the same moment. */
const ROUNDS = 6;
/** Wait before the second round, in milliseconds; it doubles, with jitter. */
const ROUND_DELAY_MS = 20;

/**
 * Confirms an order: its state, the stock of all its products and the cart change together or not at all. A repeated
 * delivery finds the order confirmed and changes nothing.
 */
export async function finalise(tables: OrderTables, orderId: string): Promise<Finalised> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = await readOrder(tables.client, tables.orders, orderId);
    const decided = decide(order);
    if (decided !== undefined) {
      return decided;
    }
    if (order !== undefined) {
      const moved = await move(tables, order);
      if (moved !== "again") {
        return moved === "done" ? { kind: "confirmed", order } : { kind: "refused", error: "OutOfStock" };
      }
    }
    await sleep(ROUND_DELAY_MS * 2 ** round * (0.5 + Math.random()));
  }
  throw new Error("Other orders keep moving the same products.");
}

/** What is clear from the order's state alone. */
function decide(order: Order | undefined): Finalised | undefined {
  if (order?.status === "CONFIRMED" || order?.status === "PAID") {
    return { kind: "confirmed", order };
  }
  return order?.status === "PENDING" ? undefined : { kind: "refused", error: "OrderClosed" };
}

async function move(
  { client, orders, products, cart }: OrderTables,
  order: Order,
): Promise<"done" | "outOfStock" | "again"> {
  const { orderId, userId, items } = order;
  try {
    await client.send(
      new TransactWriteCommand({
        TransactItems: [
          { Update: orderUpdate(orders, orderId, { from: ["PENDING"], set: { status: "CONFIRMED" } }) },
          ...items.map((line) => ({ Update: stockOut(products, line) })),
          ...items.map(({ productId }) => ({ Delete: { TableName: cart, Key: { userId, productId } } })),
        ],
      }),
    );
    return "done";
  } catch (error) {
    const reasons = cancellationReasons(error) ?? [];
    const stock = reasons.slice(1, 1 + items.length);
    if (stock.includes("ConditionalCheckFailed")) {
      return "outOfStock";
    }
    if (conflicted(error) || reasons[0] === "ConditionalCheckFailed") {
      return "again";
    }
    throw error;
  }
}

function stockOut(products: string, { productId, quantity }: OrderLine) {
  return {
    TableName: products,
    Key: { productId },
    UpdateExpression: "SET stock = stock - :quantity, version = version + :one",
    ConditionExpression: "stock >= :quantity",
    ExpressionAttributeValues: { ":quantity": quantity, ":one": 1 },
  };
}
