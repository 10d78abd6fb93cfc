import assert from "node:assert/strict";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import fc from "fast-check";
import { createHandler } from "../../functions/search-sync/handler";
import { type OpenSearch, startOpenSearch } from "../../web/demo/emulators/opensearch";
import { bodies, queue } from "./support/aws";
import { shopProduct } from "./support/checkout";
import { change } from "./support/orders";
import { functionSuite } from "./support/suite";

functionSuite(["search-sync"], (world) => {
  let search: OpenSearch;
  let failures: string;
  let sync: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;
  const version = (position: number, value: number, name = `name ${value}`) =>
    change(position, "MODIFY", shopProduct("p", 1, { version: value, name }));
  const failed = (records: readonly DynamoDBRecord[]) => ({
    batchItemFailures: records.map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? "" })),
  });
  const NONE = { batchItemFailures: [] };

  beforeEach(async () => {
    search = await startOpenSearch();
    failures = await queue(world.unique("failures"));
    sync = world.make("search-sync", createHandler, {
      SEARCH_ENDPOINT: search.server.url,
      FAILURE_QUEUE_URL: failures,
      AWS_REGION: "us-east-1",
    });
  });
  afterEach(async () => {
    const sent = search.server.requests.map(({ method }) => ({
      action: method === "PUT" ? "es:ESHttpPut" : "es:ESHttpPost",
      reference: search.server.url,
    }));
    world.callsOf("search-sync").push(...sent);
    await search.server.close();
  });

  it("writes a product, and marks a removed one as deleted", async () => {
    assert.deepEqual(await sync({ Records: [change(1, "INSERT", shopProduct("p", 3))] }), NONE);
    assert.deepEqual(search.documents.get("p")?.source, {
      productId: "p",
      name: "Product p",
      description: "",
      category: "toys",
      priceCents: 1999,
      currency: "usd",
      stock: 3,
      deleted: false,
    });
    await sync({ Records: [change(2, "REMOVE", shopProduct("p", 3))] });
    assert.deepEqual(search.documents.get("p"), { version: 2, source: { productId: "p", deleted: true } });
  });

  it("ends with the newest version, in whatever order and however often records come", async () => {
    const history = [1, 2, 3, 4, 5];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...history), { minLength: 1, maxLength: 12 }), async (arrivals) => {
        search.documents.clear();
        for (const value of arrivals) {
          assert.deepEqual(await sync({ Records: [version(value, value)] }), NONE);
        }
        const newest = Math.max(...arrivals);
        assert.deepEqual(search.documents.get("p")?.source["name"], `name ${newest}`);
      }),
      { numRuns: 25 },
    );
  });

  it("lets no late record bring a deleted product back", async () => {
    await sync({ Records: [change(9, "REMOVE", shopProduct("p", 1, { version: 8 }))] });
    await sync({ Records: [version(3, 7)] });
    assert.equal(search.documents.get("p")?.source["deleted"], true);
  });

  it("hands back only what the index could not take now", async () => {
    search.refusals.set("b", 429);
    const records = ["a", "b", "c"].map((id, n) => change(n, "INSERT", shopProduct(id, 1)));
    assert.deepEqual(await sync({ Records: records }), failed(records.slice(1, 2)));
    assert.deepEqual([...search.documents.keys()], ["a", "c"]);
  });

  it("parks what the index or the schema can never take, with the reason", async () => {
    search.refusals.set("a", 400);
    const records = [change(1, "INSERT", shopProduct("a", 1)), change(2, "INSERT", { productId: "b", name: 3 })];
    assert.deepEqual(await sync({ Records: records }), NONE);
    const reasons = (await bodies(failures)).map(({ reason }) => String(reason)).sort();
    assert.match(reasons[0] ?? "", /^product does not fit: \/name /);
    assert.equal(reasons[1], "the index refused the document");
  });

  it("survives a broken connection and a half answer within one event", async () => {
    search.server.faults.push(undefined, { kind: "cut", when: "after" }, { kind: "half" });
    assert.deepEqual(await sync({ Records: [version(1, 1)] }), NONE);
    assert.equal(search.documents.get("p")?.version, 1);
  });

  describe("fails when", () => {
    it("the index is out: the whole batch comes back", async () => {
      search.server.chaos = () => ({ kind: "status", status: 503 });
      const records = [version(1, 1), version(2, 2)];
      assert.deepEqual(await sync({ Records: records }), failed(records));
    });

    it("the failure queue is out: poison comes back", async () => {
      world.gateway.chaos = () => ({ kind: "status", status: 500 });
      const records = [change(2, "INSERT", { productId: "b", name: 3 })];
      assert.deepEqual(await sync({ Records: records }), failed(records));
    });
  });
});
