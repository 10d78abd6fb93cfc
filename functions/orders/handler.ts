import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { decodeCursor, encodeCursor } from "../shared/cursor";
import { tables } from "../shared/dynamo";
import { type Environment, readEnvironment } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { readOrder } from "../shared/orders";
import { parse } from "../shared/parse";
import { notFound } from "../shared/problem";
import { type RestAnswer, type RestRequest, requireUser, rest } from "../shared/rest";
import { listQuery, orderPath, shownOrder } from "./input";
import { needs } from "./needs";

const observer = observe("orders");

const USER_INDEX = "user-index";

/** Orders change while a checkout runs, and they are personal: nobody keeps a copy. */
const PRIVATE = { "cache-control": "private, no-store" } as const;

/** The order part of E-Com67's REST API: what became of a checkout. The token decides whose orders are shown. */
export function createHandler(environment: Environment): LambdaHandler<APIGatewayProxyEvent, APIGatewayProxyResult> {
  const { ORDERS_TABLE: table } = readEnvironment(needs, environment);
  const client = tables(observer);
  return rest(observer, {
    "GET /orders": (request) => list(client, table, request),
    "GET /orders/{orderId}": (request) => show(client, table, request),
  });
}

async function list(client: DynamoDBDocumentClient, table: string, request: RestRequest): Promise<RestAnswer> {
  const userId = requireUser(request);
  const { limit, cursor } = parse(listQuery, request.query);
  const start = decodeCursor(cursor, ["orderId", "createdAt"]);
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: USER_INDEX,
      KeyConditionExpression: "userId = :user",
      ExpressionAttributeValues: { ":user": userId },
      ScanIndexForward: false,
      Limit: limit,
      // The cursor names no customer: the token does, so that nobody can continue in somebody else's list.
      ...(start === undefined ? {} : { ExclusiveStartKey: { ...start, userId } }),
    }),
  );
  const { userId: _, ...last } = LastEvaluatedKey ?? {};
  const next = encodeCursor(LastEvaluatedKey === undefined ? undefined : last);
  const orders = Items.flatMap((item) => shownOrder.safeParse(item).data ?? []);
  return { status: 200, body: { orders, ...(next === undefined ? {} : { next }) }, headers: PRIVATE };
}

/** Somebody else's order is no order: the answer does not tell the two apart. */
async function show(client: DynamoDBDocumentClient, table: string, request: RestRequest): Promise<RestAnswer> {
  const userId = requireUser(request);
  const found = await readOrder(client, table, parse(orderPath, request.path).orderId);
  if (found === undefined || found.userId !== userId) {
    throw notFound("order");
  }
  return { status: 200, body: shownOrder.parse(found), headers: PRIVATE };
}

export const handler = lambda(observer, () => createHandler(process.env));
