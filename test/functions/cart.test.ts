import assert from "node:assert/strict";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { createHandler } from "../../functions/cart/handler";
import { put, shopTable } from "./support/aws";
import { shopProduct } from "./support/checkout";
import { type Asked, ask } from "./support/rest";
import { functionSuite } from "./support/suite";

functionSuite(["cart"], (world) => {
  let environment: Record<string, string>;
  let handler: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;
  const cart = (asked: Omit<Asked, "resource">) => ask(handler, { resource: "/cart", user: "ada", ...asked });
  const line = (productId: string, asked: Omit<Asked, "resource">) =>
    ask(handler, { resource: "/cart/items/{productId}", user: "ada", path: { productId }, ...asked });

  beforeEach(async () => {
    environment = {
      CART_TABLE: await shopTable("cart", world.unique("cart")),
      PRODUCTS_TABLE: await shopTable("products", world.unique("products")),
    };
    await put(environment["PRODUCTS_TABLE"] ?? "", [shopProduct("a", 10), shopProduct("b", 1)]);
    handler = world.make("cart", createHandler, environment);
  });

  it("sets, shows and removes lines of the caller's own cart", async () => {
    assert.equal((await line("a", { method: "PUT", body: { quantity: 2 } })).status, 200);
    await line("a", { method: "PUT", body: { quantity: 3 } });
    await line("b", { method: "PUT", body: { quantity: 1 }, user: "bob" });
    assert.deepEqual((await cart({ method: "GET" })).body, { items: [{ productId: "a", quantity: 3 }] });
    assert.equal((await line("a", { method: "DELETE" })).status, 204);
    assert.deepEqual((await cart({ method: "GET" })).body, { items: [] });
    await cart({ method: "DELETE", user: "bob" });
    assert.deepEqual((await cart({ method: "GET", user: "bob" })).body, { items: [] });
  });

  it("does not show a line past its time, although the table still has it", async () => {
    await put(environment["CART_TABLE"] ?? "", [{ userId: "ada", productId: "a", quantity: 1, expiresAt: 1 }]);
    assert.deepEqual((await cart({ method: "GET" })).body, { items: [] });
  });

  describe("answers with a problem when", () => {
    it("nobody is signed in", async () => {
      const answer = await ask(handler, { method: "GET", resource: "/cart" });
      assert.deepEqual([answer.status, answer.body["type"]], [401, "/problems/unauthorized"]);
    });

    it("the product is unknown, too few are there, or the quantity is wrong", async () => {
      assert.equal((await line("z", { method: "PUT", body: { quantity: 1 } })).status, 404);
      assert.equal((await line("b", { method: "PUT", body: { quantity: 2 } })).status, 409);
      assert.equal((await line("a", { method: "PUT", body: { quantity: 0 } })).status, 400);
      assert.equal((await line("a", { method: "PUT", body: { quantity: 1, userId: "bob" } })).status, 400);
    });

    it("the cart would hold more products than one checkout moves", async () => {
      const expiresAt = Math.floor(Date.now() / 1000) + 60;
      const full = Array.from({ length: 40 }, (_, n) => ({
        userId: "ada",
        productId: `p-${n}`,
        quantity: 1,
        expiresAt,
      }));
      await put(environment["CART_TABLE"] ?? "", full);
      assert.equal((await line("a", { method: "PUT", body: { quantity: 1 } })).status, 409);
    });
  });
});
