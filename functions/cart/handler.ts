import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { tables } from "../shared/dynamo";
import { type Environment, readEnvironment, wholeNumber } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { parse, parseJson } from "../shared/parse";
import { conflict, notFound } from "../shared/problem";
import { type RestAnswer, type RestRequest, requireUser, rest } from "../shared/rest";
import { CART_LIMIT, cartLine, product } from "../shared/shop";
import { lineBody, linePath } from "./input";
import { needs } from "./needs";

const observer = observe("cart");

const SECONDS_PER_DAY = 86_400;

/** The cart part of E-Com67's REST API. The token decides whose cart it is; no request names a customer. */
export function createHandler(environment: Environment): LambdaHandler<APIGatewayProxyEvent, APIGatewayProxyResult> {
  const settings = readEnvironment(needs, environment);
  const days = wholeNumber("CART_DAYS", settings.CART_DAYS, { min: 1, max: 365 });
  const client = tables(observer);
  const cart: Cart = { client, table: settings.CART_TABLE, products: settings.PRODUCTS_TABLE, days };
  return rest(observer, {
    "GET /cart": async (request) => ({ status: 200, body: { items: await lines(cart, requireUser(request)) } }),
    "PUT /cart/items/{productId}": (request) => setLine(cart, request),
    "DELETE /cart/items/{productId}": async (request) => {
      await removeLine(cart, requireUser(request), parse(linePath, request.path).productId);
      return { status: 204 };
    },
    "DELETE /cart": async (request) => {
      const userId = requireUser(request);
      const present = await lines(cart, userId);
      await Promise.all(present.map(({ productId }) => removeLine(cart, userId, productId)));
      return { status: 204 };
    },
  });
}

interface Cart {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly products: string;
  readonly days: number;
}

async function lines({ client, table }: Cart, userId: string) {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: "userId = :user",
      // Time to live deletes late; a line past its time is gone for the customer.
      FilterExpression: "expiresAt > :now",
      ExpressionAttributeValues: { ":user": userId, ":now": nowInSeconds() },
      ConsistentRead: true,
    }),
  );
  return Items.flatMap((item) => cartLine.safeParse(item).data ?? []);
}

async function setLine(cart: Cart, request: RestRequest): Promise<RestAnswer> {
  const userId = requireUser(request);
  const { productId } = parse(linePath, request.path);
  const { quantity } = parse(lineBody, parseJson(request.text));
  const [offered, present] = await Promise.all([offer(cart, productId), lines(cart, userId)]);
  if (offered === undefined) {
    throw notFound("product");
  }
  if (offered.stock < quantity) {
    throw conflict(`Only ${offered.stock} in stock.`);
  }
  if (present.length >= CART_LIMIT && !present.some((line) => line.productId === productId)) {
    throw conflict(`A cart holds at most ${CART_LIMIT} different products.`);
  }
  const expiresAt = nowInSeconds() + cart.days * SECONDS_PER_DAY;
  await cart.client.send(new PutCommand({ TableName: cart.table, Item: { userId, productId, quantity, expiresAt } }));
  return { status: 200, body: { productId, quantity } };
}

async function offer({ client, products }: Cart, productId: string) {
  const { Item } = await client.send(new GetCommand({ TableName: products, Key: { productId } }));
  return product.safeParse(Item).data;
}

async function removeLine({ client, table }: Cart, userId: string, productId: string): Promise<void> {
  await client.send(new DeleteCommand({ TableName: table, Key: { userId, productId } }));
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

export const handler = lambda(observer, () => createHandler(process.env));
