import { randomUUID } from "node:crypto";
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { decodeCursor, encodeCursor } from "../shared/cursor";
import { refusedByCondition } from "../shared/dynamo";
import { conflict, notFound } from "../shared/problem";
import { type Product, product } from "../shared/shop";
import type { BrowseQuery, ProductBody } from "./input";

/** A page of products. */
export interface Page {
  readonly products: readonly Product[];
  readonly next?: string;
}

/** Rounds of reading and writing when somebody else changes the same product. */
const ROUNDS = 5;

const CATEGORY_INDEX = "category-index";

/** The product table. Every write raises the version, and holds only against the version that it read. */
export class ProductStore {
  private readonly client: DynamoDBDocumentClient;
  private readonly table: string;

  public constructor(client: DynamoDBDocumentClient, table: string) {
    this.client = client;
    this.table = table;
  }

  /** @throws {Problem} 404 */
  public async get(productId: string): Promise<Product> {
    const found = await this.find(productId);
    if (found === undefined) {
      throw notFound("product");
    }
    return found;
  }

  /** By category, or all of them; words are looked for in the names of one page. */
  public async browse({ category, limit, cursor, q }: BrowseQuery): Promise<Page> {
    const keys = category === undefined ? ["productId"] : ["category", "productId"];
    const start = decodeCursor(cursor, keys);
    const common = {
      TableName: this.table,
      Limit: limit,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    };
    const answer = await (category === undefined
      ? this.client.send(new ScanCommand(common))
      : this.client.send(
          new QueryCommand({
            ...common,
            IndexName: CATEGORY_INDEX,
            KeyConditionExpression: "category = :category",
            ExpressionAttributeValues: { ":category": category },
          }),
        ));
    const words = (q ?? "").toLowerCase();
    const products = (answer.Items ?? [])
      .flatMap((item) => product.safeParse(item).data ?? [])
      .filter(({ name }) => name.toLowerCase().includes(words));
    const next = encodeCursor(answer.LastEvaluatedKey);
    return { products, ...(next === undefined ? {} : { next }) };
  }

  /** @throws {Problem} 409 where the id is taken */
  public async create(body: ProductBody & { readonly productId?: string | undefined }): Promise<Product> {
    const created: Product = {
      ...body,
      productId: body.productId ?? randomUUID(),
      // The clock, so that a product that is made again stands above what the index remembers of the old one.
      version: Date.now(),
      updatedAt: new Date().toISOString(),
    };
    const written = await this.write(created, undefined);
    if (!written) {
      throw conflict("There is a product with this id already.");
    }
    return created;
  }

  /**
   * @param expected the version that the caller believes to change; without one the last writer wins
   * @throws {Problem} 404, or 409 where the product has another version
   */
  public async replace(productId: string, body: ProductBody, expected: number | undefined): Promise<Product> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const present = await this.expect(productId, expected);
      const version = Math.max(Date.now(), present.version + 1);
      const changed: Product = { ...body, productId, version, updatedAt: new Date().toISOString() };
      if (await this.write(changed, present.version)) {
        return changed;
      }
    }
    throw conflict("The product keeps changing; try again.");
  }

  /** @throws {Problem} 404, or 409 where the product has another version */
  public async remove(productId: string, expected: number | undefined): Promise<void> {
    const present = await this.expect(productId, expected);
    try {
      await this.client.send(
        new DeleteCommand({
          TableName: this.table,
          Key: { productId },
          ConditionExpression: "version = :version",
          ExpressionAttributeValues: { ":version": present.version },
        }),
      );
    } catch (error) {
      throw refusedByCondition(error) ? conflict("The product has changed meanwhile.") : error;
    }
  }

  private async expect(productId: string, expected: number | undefined): Promise<Product> {
    const present = await this.get(productId);
    if (expected !== undefined && expected !== present.version) {
      throw conflict(`The product has version ${present.version}.`);
    }
    return present;
  }

  private async find(productId: string): Promise<Product | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: { productId }, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : product.parse(Item);
  }

  /** Writes over this version, or over nothing; false when something else stands there. */
  private async write(value: Product, over: number | undefined): Promise<boolean> {
    try {
      await this.client.send(
        new PutCommand({
          TableName: this.table,
          Item: value,
          ...(over === undefined
            ? { ConditionExpression: "attribute_not_exists(productId)" }
            : { ConditionExpression: "version = :version", ExpressionAttributeValues: { ":version": over } }),
        }),
      );
      return true;
    } catch (error) {
      if (refusedByCondition(error)) {
        return false;
      }
      throw error;
    }
  }
}
