import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import { refusedByCondition } from "./dynamo";
import { type Order, order, type orderStatus } from "./shop";

type Status = z.output<typeof orderStatus>;

/** The order as it stands now. */
export async function readOrder(
  client: DynamoDBDocumentClient,
  table: string,
  orderId: string,
): Promise<Order | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: { orderId }, ConsistentRead: true }));
  return Item === undefined ? undefined : order.parse(Item);
}

/** A change of an order, which holds only while the order has one of these states. */
export interface OrderChange {
  readonly from: readonly Status[];
  readonly set: Readonly<Record<string, string>>;
}

/**
 * The update that makes a change, for a single write or as a part of a transaction.
 *
 * @returns the request without `ReturnValues`
 */
export function orderUpdate(table: string, orderId: string, { from, set }: OrderChange) {
  const values = { ...set, updatedAt: new Date().toISOString() };
  const names = Object.keys(values);
  return {
    TableName: table,
    Key: { orderId },
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
    ConditionExpression: `#status IN (${from.map((_, index) => `:from${index}`).join(", ")})`,
    ExpressionAttributeNames: {
      "#status": "status",
      ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(from.map((status, index) => [`:from${index}`, status])),
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
    },
  };
}

/** Makes a change; false when the order is in another state. */
export async function changeOrder(
  client: DynamoDBDocumentClient,
  table: string,
  orderId: string,
  change: OrderChange,
): Promise<boolean> {
  try {
    await client.send(new UpdateCommand(orderUpdate(table, orderId, change)));
    return true;
  } catch (error) {
    if (refusedByCondition(error)) {
      return false;
    }
    throw error;
  }
}
