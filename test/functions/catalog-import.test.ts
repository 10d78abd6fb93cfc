import assert from "node:assert/strict";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { S3Event } from "aws-lambda";
import { createHandler, type ImportReport } from "../../functions/catalog-import/handler";
import { bucket, items, objects, s3, table } from "./support/aws";
import { functionSuite } from "./support/suite";

const CSV = `\uFEFFproduct_id,name,category,price,stock
p-1,"Kite, blue",toys,15.00,7
p-2,,toys,abc,1
p-3,Ball,toys,9.99,
p-1,Again,toys,1.00,1
`;

functionSuite(["catalog-import"], (world) => {
  let uploads: string;
  let products: string;
  let imported: (event: S3Event) => Promise<readonly ImportReport[]>;

  beforeEach(async () => {
    uploads = await bucket(world.unique("catalog"));
    products = await table(world.unique("products"), { hash: "product_id" });
    imported = world.make("catalog-import", createHandler, {
      CATALOG_BUCKET: uploads,
      REPORTS_BUCKET: uploads,
      PRODUCTS_TABLE: products,
    });
  });

  async function upload(key: string, body: string, sequencer = "0A"): Promise<ImportReport | undefined> {
    await s3().send(new PutObjectCommand({ Bucket: uploads, Key: key, Body: body }));
    const encoded = encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/");
    const [report] = await imported(uploaded(uploads, encoded, sequencer));
    return report;
  }

  it("imports a CSV file's good rows, and reports the bad ones by line", async () => {
    const report = await upload("incoming/spring 2026.csv", CSV);
    assert.deepEqual([report?.written, report?.refused], [2, 2]);
    assert.deepEqual(
      report?.rows.map(({ line, faults }) => [line, faults.map((fault) => fault.split(":")[0])]),
      [
        [3, ["/name", "/price"]],
        [5, ["/product_id"]],
      ],
    );
    const rows = (await items(products)).map(({ product_id, name, price, stock }) => [product_id, name, price, stock]);
    assert.deepEqual(rows.sort(), [
      ["p-1", "Kite, blue", 15, 7],
      ["p-3", "Ball", 9.99, 0],
    ]);
    const stored = await objects(uploads);
    assert.deepEqual(JSON.parse(stored["reports/spring 2026.csv.json"] ?? "{}"), JSON.parse(JSON.stringify(report)));
  });

  it("imports newline-delimited JSON, cut anywhere by the network", async () => {
    const rows = Array.from({ length: 300 }, (_, n) =>
      JSON.stringify({ product_id: `p-${n}`, name: `Äpfel ${n}`, category: "food", price: 1.5, stock: n }),
    );
    const report = await upload("incoming/all.ndjson", `${rows.join("\n")}\n{"broken\n`);
    assert.deepEqual([report?.written, report?.rows], [300, [{ line: 301, faults: ["not JSON"] }]]);
    assert((await items(products)).every(({ name }) => String(name).startsWith("Äpfel")));
  });

  it("does the same again when it is repeated, and lets an older file never win", async () => {
    const row = (price: number) => JSON.stringify({ product_id: "p-1", name: "Kite", category: "toys", price });
    await upload("incoming/new.ndjson", row(20), "00B1");
    await upload("incoming/new.ndjson", row(20), "00B1");
    const old = await upload("incoming/old.ndjson", row(10), "A9");
    assert.deepEqual([old?.written, old?.outdated], [0, 1]);
    assert.equal((await items(products))[0]?.["price"], 20);
  });

  it("keeps what stands before a quotation mark that never ends, and says where the file breaks off", async () => {
    const report = await upload(
      "incoming/torn.csv",
      `product_id,name,category,price\np-1,Kite,toys,15\np-2,"Ball,toys,9\n`,
    );
    assert.deepEqual([report?.written, report?.refused], [1, 1]);
    assert.match(report?.rows[0]?.faults[0] ?? "", /^the file cannot be read on: CSV_QUOTE_NOT_CLOSED/);
  });

  it("updates a product that is there, and leaves the others alone", async () => {
    const row = (id: string, stock: number) => `${id},Kite,toys,15,${stock}`;
    await upload("incoming/a.csv", `product_id,name,category,price,stock\n${row("p-1", 1)}\n${row("p-2", 1)}\n`, "0A");
    await upload("incoming/b.csv", `product_id,name,category,price,stock\n${row("p-2", 9)}\n`, "0B");
    const stocks = (await items(products)).map(({ product_id, stock }) => [product_id, stock]);
    assert.deepEqual(stocks.sort(), [
      ["p-1", 1],
      ["p-2", 9],
    ]);
  });

  it("says so when a file is of another kind", async () => {
    const report = await upload("incoming/catalog.xlsx", "PK");
    assert.deepEqual(report?.rows, [{ line: 0, faults: ["neither .csv nor .ndjson"] }]);
  });

  describe("fails when", () => {
    it("the table is out, so that S3's event is repeated", async () => {
      world.gateway.chaos = (service) => (service === "dynamodb" ? { kind: "status", status: 500 } : undefined);
      await assert.rejects(() => upload("incoming/x.csv", CSV));
    });
  });
});

function uploaded(bucketName: string, key: string, sequencer: string): S3Event {
  const event = { Records: [{ s3: { bucket: { name: bucketName }, object: { key, sequencer } } }] };
  return event as unknown as S3Event;
}
