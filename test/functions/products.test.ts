import assert from "node:assert/strict";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { createHandler } from "../../functions/products/handler";
import { type OpenSearch, startOpenSearch } from "../../web/demo/emulators/opensearch";
import { put, shopTable } from "./support/aws";
import { shopProduct } from "./support/checkout";
import { type Answered, type Asked, ask } from "./support/rest";
import { functionSuite } from "./support/suite";

const BODY = { name: "Blue kite", category: "toys", priceCents: 1500, stock: 7 };

functionSuite(["products"], (world) => {
  let search: OpenSearch;
  let name: string;
  let handler: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;
  const products = (asked: Omit<Asked, "resource">, resource = "/products") => ask(handler, { ...asked, resource });
  const product = (asked: Omit<Asked, "resource">) => products(asked, "/products/{productId}");
  const admin = { user: "root", groups: "[admin staff]" };
  const ids = ({ body }: Answered) =>
    (Array.isArray(body["products"]) ? body["products"] : []).map((item: object) => Reflect.get(item, "productId"));

  beforeEach(async () => {
    search = await startOpenSearch();
    name = await shopTable("products", world.unique("products"));
    handler = world.make("products", createHandler, {
      PRODUCTS_TABLE: name,
      SEARCH_ENDPOINT: search.server.url,
      AWS_REGION: "us-east-1",
    });
  });
  afterEach(async () => {
    const searched = search.server.requests.map(({ method }) => ({
      action: `es:ESHttp${method.charAt(0)}${method.slice(1).toLowerCase()}`,
      reference: search.server.url,
    }));
    world.callsOf("products").push(...searched);
    await search.server.close();
  });

  it("creates, shows, changes and removes a product", async () => {
    const created = await products({ method: "POST", body: BODY, ...admin });
    assert.equal(created.status, 201);
    const productId = String(created.body["productId"]);
    assert.equal(created.headers["location"], `/products/${productId}`);

    const etag = String(created.headers["etag"]);
    const changed = await product({
      method: "PUT",
      path: { productId },
      body: { ...BODY, stock: 5 },
      headers: { "If-Match": etag },
      ...admin,
    });
    assert.deepEqual([changed.status, changed.body["stock"]], [200, 5]);
    assert(Number(changed.body["version"]) > Number(created.body["version"]));
    assert.equal((await product({ method: "GET", path: { productId } })).body["stock"], 5);
    assert.equal((await product({ method: "DELETE", path: { productId }, ...admin })).status, 204);
    assert.equal((await product({ method: "GET", path: { productId } })).status, 404);
  });

  it("browses a category page by page", async () => {
    await put(
      name,
      Array.from({ length: 5 }, (_, index) => shopProduct(`t-${index}`, 1)),
    );
    await put(name, [shopProduct("b-1", 1, { category: "books" })]);
    const first = await products({ method: "GET", query: { category: "toys", limit: "3" } });
    const cursor = String(first.body["next"]);
    const second = await products({ method: "GET", query: { category: "toys", limit: "3", cursor } });
    assert.deepEqual([...ids(first), ...ids(second)], ["t-0", "t-1", "t-2", "t-3", "t-4"]);
    assert.equal(ids(await products({ method: "GET" })).length, 6);
  });

  it("searches the index for words, without what was deleted", async () => {
    const document = { name: "Blue kite", category: "toys", priceCents: 1, currency: "usd" };
    search.documents.set("k", { version: 1, source: { ...document, productId: "k", deleted: false } });
    search.documents.set("d", { version: 1, source: { ...document, productId: "d", deleted: true } });
    const found = await products({ method: "GET", query: { q: "kite" } });
    assert.deepEqual([ids(found), found.body["degraded"]], [["k"], undefined]);
  });

  it("answers from the table when the index is out, and says that it is less", async () => {
    await put(name, [shopProduct("k", 1, { name: "Blue kite" }), shopProduct("b", 1, { name: "Ball" })]);
    search.server.chaos = () => ({ kind: "status", status: 503 });
    const found = await products({ method: "GET", query: { q: "kite" } });
    assert.deepEqual([found.status, ids(found), found.body["degraded"]], [200, ["k"], true]);
    assert.equal(found.headers["cache-control"], "no-store");
  });

  describe("answers with a problem when", () => {
    const problem = ({ status, headers, body }: Answered) => [status, headers["content-type"], body["type"]];
    const media = "application/problem+json";

    it("the caller is no admin", async () => {
      const answer = await products({ method: "POST", body: BODY, user: "ada" });
      assert.deepEqual(problem(answer), [403, media, "/problems/forbidden"]);
      assert.deepEqual(problem(await product({ method: "DELETE", path: { productId: "x" } })), [
        403,
        media,
        "/problems/forbidden",
      ]);
    });

    it("fields are wrong: all of them are named, and none is repeated", async () => {
      const answer = await products({
        method: "POST",
        body: { ...BODY, priceCents: -3, colour: "secret-value" },
        ...admin,
      });
      assert.deepEqual(problem(answer), [400, media, "/problems/invalid-request"]);
      const text = JSON.stringify(answer.body);
      assert(text.includes("/priceCents") && text.includes("colour") && !text.includes("secret-value"));
    });

    it("the body is no JSON, the version is old, the id is taken, the route is unknown", async () => {
      await put(name, [shopProduct("k", 1)]);
      const path = { productId: "k" };
      const old = { method: "PUT", path, body: BODY, headers: { "if-match": '"99"' }, ...admin };
      assert.equal((await products({ method: "POST", text: "{", ...admin })).status, 400);
      assert.equal((await product(old)).status, 409);
      assert.equal((await products({ method: "POST", body: { ...BODY, productId: "k" }, ...admin })).status, 409);
      assert.equal((await products({ method: "PATCH" })).status, 404);
    });

    it("the table is out", async () => {
      world.gateway.chaos = () => ({ kind: "status", status: 503 });
      const answer = await product({ method: "GET", path: { productId: "k" } });
      assert.deepEqual(problem(answer), [503, media, "/problems/unavailable"]);
    });
  });
});
