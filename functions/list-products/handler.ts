import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { decodeCursor, encodeCursor } from "../shared/cursor";
import { type Environment, readEnvironment } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { parse } from "../shared/parse";
import { listProductsInput, type Product, type ProductPage, product } from "./input";
import { needs } from "./needs";

const observer = observe("list-products");

/** Pages of the table looked at for one answer: a rare category must not hold the caller until the timeout. */
const PAGES_PER_ANSWER = 10;

/**
 * Lists CloudMart's products, page by page. The backend invokes it on demand; a product that does not fit the schema is
 * left out, counted and named by its id, so that one bad row does not empty the shop.
 */
export function createHandler(environment: Environment): LambdaHandler<unknown, ProductPage> {
  const settings = readEnvironment(needs, environment);
  const table = DynamoDBDocumentClient.from(observer.traced(new DynamoDBClient({})));

  return async (event) => {
    const { category, limit, cursor } = parse(listProductsInput, event ?? {});
    const products: Product[] = [];
    let start: Record<string, unknown> | undefined = decodeCursor(cursor, ["productId"]);
    for (let page = 0; page < PAGES_PER_ANSWER && products.length < limit; page += 1) {
      const answer = await table.send(new ScanCommand(scan(settings.PRODUCTS_TABLE, limit, start, category)));
      products.push(...valid(answer.Items ?? []));
      start = answer.LastEvaluatedKey;
      if (start === undefined) {
        break;
      }
    }
    return pageOf(products, limit, start);
  };
}

function scan(table: string, limit: number, start: Record<string, unknown> | undefined, category: string | undefined) {
  return {
    TableName: table,
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    // A limit counts rows before the filter, so with a filter it would make the pages of a rare category tiny.
    ...(category === undefined ? { Limit: limit } : filterBy(category)),
  };
}

/** Cuts what a page of the table gave too many; a scan can start behind any product, so the last one given is the cursor. */
function pageOf(products: readonly Product[], limit: number, start: Record<string, unknown> | undefined): ProductPage {
  const given = products.slice(0, limit);
  const last = given.at(-1);
  const cut = products.length > limit && last !== undefined;
  const next = encodeCursor(cut ? { productId: last.productId } : start);
  return { products: given, ...(next === undefined ? {} : { next }) };
}

function filterBy(category: string): object {
  return {
    FilterExpression: "#category = :category",
    ExpressionAttributeNames: { "#category": "category" },
    ExpressionAttributeValues: { ":category": category },
  };
}

function valid(items: readonly Record<string, unknown>[]): Product[] {
  return items.flatMap((item) => {
    const result = product.safeParse(item);
    if (!result.success) {
      observer.warn("A product does not fit the schema", { productId: item["productId"] });
      observer.count("InvalidProducts");
      return [];
    }
    return [result.data];
  });
}

export const handler = lambda(observer, () => createHandler(process.env));
