import assert from "node:assert/strict";
import { createContext, runInContext } from "node:vm";
import type { DynamoDBRecord } from "aws-lambda";
import { rowTransform, schemaFile, type TRANSFORMS } from "../../../components/pipeline";
import { lakeObject } from "../../../functions/data-pipeline/lakes";
import { ORDER_COLUMNS, type OrderRow } from "../../../functions/data-pipeline/schema";
import { transform } from "../../../functions/data-pipeline/transform";

type Name = (typeof TRANSFORMS)[keyof typeof TRANSFORMS];

/** Runs one function of the uploaded text on a line, in a context that has nothing but the language. */
function run(name: Name, line: string): string {
  const context = createContext({ line });
  return String(runInContext(`${rowTransform(ORDER_COLUMNS)}\n${name}(line);`, context));
}

function row(name: Name, line: string): Readonly<Record<string, unknown>> {
  return JSON.parse(run(name, line));
}

/** A change as DynamoDB's stream brings it, turned into a row by the function that writes the lake. */
function written(eventName: "INSERT" | "REMOVE"): OrderRow {
  const record: DynamoDBRecord = {
    eventID: `event-${eventName}`,
    eventName,
    dynamodb: {
      ApproximateCreationDateTime: 1_767_225_600,
      SequenceNumber: "4421584500000000017450439091",
      Keys: { orderId: { S: "order-1" } },
      NewImage: {
        orderId: { S: "order-1" },
        customerId: { S: "customer-1" },
        status: { S: "PAID" },
        currency: { S: "EUR" },
        total: { N: "19.90" },
        items: { L: [{ M: { sku: { S: "tea" }, quantity: { N: "2" } } }] },
        email: { S: "somebody@example.com" },
      },
    },
  };
  const result = transform(record, new Set(["email"]));
  assert.ok(result.kind === "row");
  return result.row;
}

/** The lines of the lake's object. */
function lines(...rows: readonly OrderRow[]): readonly string[] {
  return (lakeObject(rows)?.body ?? "").trimEnd().split("\n");
}

describe("the rows of a lake object", () => {
  const [change = "", removal = ""] = lines(written("INSERT"), written("REMOVE"));

  it("are what the function wrote, the payload as a value for load jobs", () => {
    const { payload, ...columns } = row("toLoadRow", change);
    assert.deepEqual(columns, {
      record_id: "event-INSERT",
      order_id: "order-1",
      sequence: "0000000000004421584500000000017450439091",
      operation: "INSERT",
      event_time: "2026-01-01T00:00:00.000Z",
      customer_id: "customer-1",
      status: "PAID",
      currency: "EUR",
      total: "19.90",
      item_count: 2,
      schema_version: 1,
    });
    assert.deepEqual(payload, {
      orderId: "order-1",
      customerId: "customer-1",
      status: "PAID",
      currency: "EUR",
      total: "19.90",
      items: [{ sku: "tea", quantity: "2" }],
    });
  });

  it("carry the payload as text for streaming inserts", () => {
    const { payload, ...columns } = row("toStreamRow", change);
    const { payload: value, ...same } = row("toLoadRow", change);
    assert.deepEqual(columns, same);
    assert.equal(typeof payload, "string");
    assert.deepEqual(JSON.parse(String(payload)), value);
  });

  it("say that an order was removed, without columns that a removal lacks", () => {
    assert.deepEqual(Object.keys(row("toStreamRow", removal)).sort(), [
      "event_time",
      "operation",
      "order_id",
      "record_id",
      "schema_version",
      "sequence",
    ]);
  });

  it("leave out what no column takes", () => {
    const extended = JSON.stringify({ ...JSON.parse(change), added_later: 1 });
    assert.equal(run("toLoadRow", extended), run("toLoadRow", change));
  });

  describe("fail when", () => {
    const broken: Readonly<Record<string, readonly [string, RegExp]>> = {
      "the line is no JSON": ["{", /JSON/],
      "the line is no object": ["[1]", /the line is no object/],
      "a required column is missing": ['{"order_id":"1"}', /record_id is missing/],
      "a time is none": [change.replace("2026-01-01T", "2026-13-45T"), /event_time is no time/],
      "an amount is none": [change.replace('"19.90"', '"free"'), /total is no number that NUMERIC holds/],
      "a count is broken": [change.replace('"item_count":2', '"item_count":2.5'), /item_count is no whole number/],
      "a text is a number": [change.replace('"PAID"', "1"), /status is no text/],
    };
    for (const [what, [line, reason]] of Object.entries(broken)) {
      it(`${what}: an error that streaming keeps, a line that a load leaves out`, () => {
        assert.notEqual(line, change);
        assert.throws(() => run("toStreamRow", line), reason);
        assert.equal(run("toLoadRow", line), "");
      });
    }
  });
});

describe("the transform", () => {
  it("is ECMAScript 5, as the template's engine speaks it", () => {
    const text = rowTransform(ORDER_COLUMNS);
    assert.doesNotMatch(text, /=>|`|\b(let|const|class|async|await)\b|\.\.\./);
  });

  it("comes with a schema of all columns", () => {
    assert.deepEqual(JSON.parse(schemaFile(ORDER_COLUMNS)), { "BigQuery Schema": ORDER_COLUMNS });
  });
});
