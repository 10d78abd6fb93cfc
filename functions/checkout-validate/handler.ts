import { setTimeout as sleep } from "node:timers/promises";
import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { tables } from "../shared/dynamo";
import { type Environment, readEnvironment } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { parse } from "../shared/parse";
import { CART_LIMIT, cartLine, type Product, product } from "../shared/shop";
import { type ValidatedCart, validateInput } from "./input";
import { needs } from "./needs";

const observer = observe("checkout-validate");

/** The cart cannot be ordered as it is; the state machine does not repeat this. */
export class CartRejected extends Error {
  public override readonly name = "CartRejected";
}

/** Rounds of asking for products that DynamoDB left out under load. */
const ROUNDS = 5;
/** Wait before the second round, in milliseconds; it doubles. */
const ROUND_DELAY_MS = 50;

/** Reads the customer's cart, prices it, and refuses what cannot be sold. The stock is moved later, and checked again. */
export function createHandler(environment: Environment): LambdaHandler<unknown, ValidatedCart> {
  const settings = readEnvironment(needs, environment);
  const client = tables(observer);
  return async (event) => {
    const { userId } = parse(validateInput, event);
    const lines = await cartOf(client, settings.CART_TABLE, userId);
    const products = await productsOf(
      client,
      settings.PRODUCTS_TABLE,
      lines.map((line) => line.productId),
    );
    return priced(lines, products);
  };
}

async function cartOf(client: DynamoDBDocumentClient, table: string, userId: string) {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: "userId = :user",
      FilterExpression: "expiresAt > :now",
      ExpressionAttributeValues: { ":user": userId, ":now": Math.floor(Date.now() / 1000) },
      ConsistentRead: true,
    }),
  );
  if (Items.length === 0 || Items.length > CART_LIMIT) {
    throw new CartRejected(Items.length === 0 ? "The cart is empty." : `The cart has more than ${CART_LIMIT} lines.`);
  }
  return Items.map((item) => cartLine.parse(item));
}

async function productsOf(client: DynamoDBDocumentClient, table: string, ids: readonly string[]) {
  const found = new Map<string, Product>();
  let open: Record<string, unknown>[] = ids.map((productId) => ({ productId }));
  for (let round = 0; open.length > 0; round += 1) {
    if (round === ROUNDS) {
      throw new Error("The product table leaves products out.");
    }
    if (round > 0) {
      await sleep(ROUND_DELAY_MS * 2 ** round);
    }
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: open, ConsistentRead: true } } }),
    );
    for (const item of answer.Responses?.[table] ?? []) {
      const parsed = product.parse(item);
      found.set(parsed.productId, parsed);
    }
    open = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

function priced(
  lines: readonly { readonly productId: string; readonly quantity: number }[],
  products: ReadonlyMap<string, Product>,
): ValidatedCart {
  const faults: string[] = [];
  const items = lines.flatMap(({ productId, quantity }) => {
    const offered = products.get(productId);
    if (offered === undefined || offered.stock < quantity) {
      faults.push(offered === undefined ? `${productId} is not sold any more` : `${productId}: ${offered.stock} left`);
      return [];
    }
    return [{ productId, quantity, name: offered.name, priceCents: offered.priceCents, currency: offered.currency }];
  });
  const currencies = new Set(items.map((item) => item.currency));
  const [currency] = currencies;
  if (faults.length > 0 || currencies.size > 1 || currency === undefined) {
    throw new CartRejected(faults.length > 0 ? faults.join("; ") : "The cart mixes currencies.");
  }
  const totalCents = items.reduce((sum, item) => sum + item.quantity * item.priceCents, 0);
  return { items: items.map(({ currency: _, ...line }) => line), totalCents, currency };
}

export const handler = lambda(observer, () => createHandler(process.env));
