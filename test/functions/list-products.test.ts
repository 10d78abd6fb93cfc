import assert from "node:assert/strict";
import { createHandler } from "../../functions/list-products/handler";
import type { ProductPage } from "../../functions/list-products/input";
import { put, table } from "./support/aws";
import { functionSuite } from "./support/suite";

functionSuite(["list-products"], (world) => {
  let listProducts: (event: unknown) => Promise<ProductPage>;

  before(async () => {
    const name = world.unique("products");
    await createProducts(name, 130);
    listProducts = world.make("list-products", createHandler, { PRODUCTS_TABLE: name });
  });

  it("gives every product exactly once over its pages", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: ProductPage = await listProducts({ limit: 50, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.products.map((product) => product.productId));
      cursor = page.next;
    } while (cursor !== undefined);
    assert.equal(seen.length, 130);
    assert.equal(new Set(seen).size, 130);
  });

  it("gives 25 products where no limit is asked", async () => {
    const page = await listProducts({});
    assert.equal(page.products.length, 25);
    assert.equal(typeof page.next, "string");
  });

  it("finds a category's products, and continues behind the last one given", async () => {
    const first = await listProducts({ category: "rare", limit: 2 });
    const second = await listProducts({ category: "rare", limit: 25, cursor: first.next });
    const ids = [...first.products, ...second.products].map((product) => product.productId).sort();
    assert.deepEqual(ids, ["p-000", "p-040", "p-080", "p-120"]);
    assert.equal(second.next, undefined);
  });

  it("leaves out a row that is no product, and says which", async () => {
    const name = world.unique("products");
    await createProducts(name, 2);
    await put(name, [{ productId: "broken", name: 7 }]);
    const page = await world.make("list-products", createHandler, { PRODUCTS_TABLE: name })({});
    assert.deepEqual(page.products.map((product) => product.productId).sort(), ["p-000", "p-001"]);
    assert(world.logLines().some((line) => line.includes('"productId":"broken"')));
  });

  describe("fails when", () => {
    const refused: readonly [string, unknown, RegExp][] = [
      ["the limit is too high", { limit: 1000 }, /\/limit/],
      ["a field is unknown", { colour: "red" }, /colour/],
      ["the cursor is not ours", { cursor: "bm9uc2Vuc2U" }, /cursor: not one that this service gave out/],
    ];
    for (const [title, event, message] of refused) {
      it(title, async () => {
        await assert.rejects(() => listProducts(event), message);
      });
    }

    it("the table's name is missing", () => {
      assert.throws(() => createHandler({}), /Missing environment: PRODUCTS_TABLE/);
    });
  });
});

async function createProducts(name: string, count: number): Promise<void> {
  await table(name, { hash: "productId" });
  const products = Array.from({ length: count }, (_, index) => ({
    productId: `p-${String(index).padStart(3, "0")}`,
    name: `Product ${index}`,
    price: index + 0.99,
    category: index % 40 === 0 ? "rare" : "common",
  }));
  await put(name, products);
}
