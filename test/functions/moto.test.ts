import assert from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { items, put, shopTable } from "./support/aws";
import { describeWithEmulators } from "./support/suite";

// moto_server.py replaces how moto prepares to roll a transaction back; everything else rests on that.
describeWithEmulators("a transaction in the emulator", [], (world) => {
  let products: string;
  let cart: string;
  const transact = (expected: number) =>
    DynamoDBDocumentClient.from(new DynamoDBClient({})).send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName: products, Item: { productId: "new", stock: 1 } } },
          { Put: { TableName: cart, Item: { userId: "ada", productId: "new", quantity: 1 } } },
          { Delete: { TableName: cart, Key: { userId: "ada", productId: "kite" } } },
          {
            Update: {
              TableName: products,
              Key: { productId: "kite" },
              UpdateExpression: "SET stock = stock - :one",
              ExpressionAttributeValues: { ":one": 1 },
            },
          },
          {
            Update: {
              TableName: products,
              Key: { productId: "ball" },
              UpdateExpression: "SET stock = stock - :one",
              ConditionExpression: "stock = :expected",
              ExpressionAttributeValues: { ":one": 1, ":expected": expected },
            },
          },
        ],
      }),
    );
  const state = async () => [
    Object.fromEntries((await items(products)).map(({ productId, stock }) => [productId, stock])),
    (await items(cart)).map(({ userId, productId }) => `${userId} ${productId}`).sort(),
  ];

  beforeEach(async () => {
    products = await shopTable("products", world.unique("products"));
    cart = await shopTable("cart", world.unique("cart"));
    await put(products, [
      { productId: "kite", stock: 5 },
      { productId: "ball", stock: 5 },
    ]);
    await put(cart, [
      { userId: "ada", productId: "kite", quantity: 1 },
      { userId: "bob", productId: "kite", quantity: 1 },
    ]);
  });

  it("changes everything when all its conditions hold", async () => {
    await transact(5);
    assert.deepEqual(await state(), [{ kite: 4, ball: 4, new: 1 }, ["ada new", "bob kite"]]);
  });

  it("changes nothing when its last condition does not hold", async () => {
    await assert.rejects(() => transact(7), { name: "TransactionCanceledException" });
    assert.deepEqual(await state(), [{ kite: 5, ball: 5 }, ["ada kite", "bob kite"]]);
  });
});
