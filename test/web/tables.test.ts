import assert from "node:assert/strict";
import { DynamoDBClient, ReturnValuesOnConditionCheckFailure } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { ECOM67_TABLES } from "../../functions/tables";
import { startCloud } from "../../web/demo/cloud";
import { type Change, MemoryTables } from "../../web/demo/dynamodb";
import type { FakeServer } from "../../web/demo/emulators/http";
import { holds, updated } from "../../web/demo/expressions";
import { shopTable } from "../functions/support/aws";
import { describeWithEmulators } from "../functions/support/suite";

type Step = (client: DynamoDBDocumentClient, tables: Readonly<Record<"orders" | "chat", string>>) => Promise<unknown>;

const order = (orderId: string, createdAt: string, more: object = {}) => ({
  orderId,
  userId: "ada",
  status: "PENDING",
  createdAt,
  stock: 5,
  ...more,
});

/** What the functions do with tables, one step upon the other. */
const STEPS: Readonly<Record<string, Step>> = {
  "write over nothing": (client, { orders }) =>
    client.send(
      new PutCommand({
        TableName: orders,
        Item: order("a", "2026-01-02"),
        ConditionExpression: "attribute_not_exists(orderId)",
      }),
    ),
  "not over something": (client, { orders }) =>
    client.send(
      new PutCommand({
        TableName: orders,
        Item: order("a", "2026-01-09"),
        ConditionExpression: "attribute_not_exists(orderId)",
        ReturnValuesOnConditionCheckFailure: ReturnValuesOnConditionCheckFailure.ALL_OLD,
      }),
    ),
  "more of them": async (client, { orders }) => {
    for (const [id, at, more] of [
      ["b", "2026-01-03", {}],
      ["c", "2026-01-01", { status: "PAID" }],
      ["d", "2026-01-04", { userId: "bob" }],
    ] as const) {
      await client.send(new PutCommand({ TableName: orders, Item: order(id, at, more) }));
    }
  },
  "read one": (client, { orders }) => client.send(new GetCommand({ TableName: orders, Key: { orderId: "a" } })),
  "read none": (client, { orders }) => client.send(new GetCommand({ TableName: orders, Key: { orderId: "z" } })),
  "read several": (client, { orders }) =>
    client.send(new BatchGetCommand({ RequestItems: { [orders]: { Keys: [{ orderId: "a" }, { orderId: "z" }] } } })),
  "calculate, with names and a default": (client, { orders }) =>
    client.send(
      new UpdateCommand({
        TableName: orders,
        Key: { orderId: "a" },
        UpdateExpression: "SET stock = stock - :two, sold = if_not_exists(sold, :none) + :two, #status = :next",
        ConditionExpression: "#status IN (:from0, :from1) AND stock >= :two",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: {
          ":two": 2,
          ":none": 0,
          ":next": "CONFIRMED",
          ":from0": "PENDING",
          ":from1": "PAID",
        },
      }),
    ),
  "not where the condition fails": (client, { orders }) =>
    client.send(
      new UpdateCommand({
        TableName: orders,
        Key: { orderId: "a" },
        UpdateExpression: "SET stock = :none",
        ConditionExpression: "stock > :four OR (attribute_exists(sold) AND sold < :two)",
        ExpressionAttributeValues: { ":none": 0, ":four": 4, ":two": 2 },
      }),
    ),
  "make what is not there": (client, { orders }) =>
    client.send(
      new UpdateCommand({
        TableName: orders,
        Key: { orderId: "e" },
        UpdateExpression: "SET note = :note",
        ExpressionAttributeValues: { ":note": "new" },
      }),
    ),
  "all parts or none": (client, { orders }) =>
    client.send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Update: {
              TableName: orders,
              Key: { orderId: "b" },
              UpdateExpression: "SET stock = stock - :one",
              ExpressionAttributeValues: { ":one": 1 },
            },
          },
          {
            Update: {
              TableName: orders,
              Key: { orderId: "c" },
              UpdateExpression: "SET stock = stock - :many",
              ConditionExpression: "stock >= :many",
              ExpressionAttributeValues: { ":many": 9 },
            },
          },
        ],
      }),
    ),
  "all parts": (client, { orders }) =>
    client.send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Update: {
              TableName: orders,
              Key: { orderId: "b" },
              UpdateExpression: "SET stock = stock - :one",
              ExpressionAttributeValues: { ":one": 1 },
            },
          },
          { Delete: { TableName: orders, Key: { orderId: "e" } } },
        ],
      }),
    ),
  "an index, backwards, a page": (client, { orders }) => client.send(new QueryCommand(byUser(orders))),
  "its next page": (client, { orders }) =>
    client.send(
      new QueryCommand({
        ...byUser(orders),
        ExclusiveStartKey: { orderId: "a", userId: "ada", createdAt: "2026-01-02" },
      }),
    ),
  "remove where it holds": (client, { orders }) =>
    client.send(
      new DeleteCommand({
        TableName: orders,
        Key: { orderId: "d" },
        ConditionExpression: "userId = :bob",
        ExpressionAttributeValues: { ":bob": "bob" },
      }),
    ),
  "everything that is left": (client, { orders }) => client.send(new ScanCommand({ TableName: orders })),
  "two keys": async (client, { chat }) => {
    for (const timestamp of [30, 9, 200]) {
      await client.send(
        new PutCommand({ TableName: chat, Item: { sessionId: "s", timestamp, expiresAt: timestamp * 10 } }),
      );
    }
    return client.send(
      new QueryCommand({
        TableName: chat,
        KeyConditionExpression: "sessionId = :session",
        FilterExpression: "expiresAt > :now",
        ExpressionAttributeValues: { ":session": "s", ":now": 100 },
      }),
    );
  },
};

function byUser(TableName: string) {
  return {
    TableName,
    IndexName: "user-index",
    KeyConditionExpression: "userId = :user",
    ExpressionAttributeValues: { ":user": "ada" },
    ScanIndexForward: false,
    Limit: 2,
  };
}

/** An answer, or a refusal, without what no function reads. */
async function outcome(step: Promise<unknown>, names: Readonly<Record<string, string>>): Promise<unknown> {
  try {
    const { Item, Items, Responses, LastEvaluatedKey }: Record<string, unknown> = Object((await step) ?? {});
    const rows = Array.isArray(Items) && LastEvaluatedKey === undefined && Items.length > 3 ? Items.sort(byId) : Items;
    return renamed({ Item, Items: rows, Responses, LastEvaluatedKey }, names);
  } catch (error) {
    const { name, CancellationReasons, Item }: Record<string, unknown> = Object(error);
    const codes = Array.isArray(CancellationReasons) ? CancellationReasons.map((reason) => reason.Code) : undefined;
    return { refused: name, codes, Item };
  }
}

function byId(one: { readonly orderId: string }, other: { readonly orderId: string }): number {
  return one.orderId < other.orderId ? -1 : 1;
}

function renamed(value: object, names: Readonly<Record<string, string>>): unknown {
  return Object.entries(names).reduce<unknown>(
    (shown, [plain, name]) => JSON.parse(JSON.stringify(shown).replaceAll(name, plain)),
    value,
  );
}

describe("the demo's tables", () => {
  it("tell every change, with what was there before", () => {
    const tables = new MemoryTables({ orders: { partitionKey: "orderId" } });
    const changes: Change[] = [];
    tables.onChange((change) => changes.push(change));
    const write = (operation: string, request: object) =>
      tables.answer(operation, JSON.stringify({ TableName: "orders", ...request }));
    write("PutItem", { Item: { orderId: { S: "a" }, stock: { N: "1" } } });
    write("DeleteItem", { Key: { orderId: { S: "a" } } });
    assert.deepEqual(
      changes.map(({ before, after }) => [before?.["stock"], after?.["stock"]]),
      [
        [undefined, { N: "1" }],
        [{ N: "1" }, undefined],
      ],
    );
  });

  it("fails when an expression is none, or speaks of what is not given", () => {
    assert.throws(() => holds("stock >", {}, {}), /names no attribute/);
    assert.throws(() => holds("stock = :wanted", {}, {}), /value of the expression is not given/);
    assert.throws(() => holds("stock ~ :a", {}, {}), /is not understood/);
    assert.throws(() => updated("SET stock = stock - :one", {}, one), /is no number/);
    assert.throws(() => updated("REMOVE stock", {}, {}), /"SET" is missing before "REMOVE"/);
    assert.throws(() => new MemoryTables({}).answer("Scan", '{"TableName":"none"}'), /There is no table none/);
    assert.throws(() => new MemoryTables({}).answer("DropEverything", "{}"), /does not know DropEverything/);
  });
});

const one = { ExpressionAttributeValues: { ":one": { N: "1" } } };

describeWithEmulators("the demo's tables beside moto's", [], (world) => {
  it("answer and refuse alike, step by step", async () => {
    const moto = {
      orders: await shopTable("orders", world.unique("orders")),
      chat: await shopTable("chat", world.unique("chat")),
    };
    const memory = { orders: "orders", chat: "chat" };
    const cloud: FakeServer = await startCloud({
      tables: new MemoryTables(ECOM67_TABLES),
      secrets: new Map(),
      published: () => undefined,
      mailed: () => undefined,
      addressOf: () => undefined,
      post: () => false,
      passages: () => [],
    });
    const there = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const here = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: cloud.url }));
    try {
      for (const [name, step] of Object.entries(STEPS)) {
        const wanted = await outcome(step(there, moto), moto);
        assert.deepEqual(await outcome(step(here, memory), memory), wanted, name);
      }
    } finally {
      await cloud.close();
    }
  });
});
