import { equal } from "node:assert/strict";
import { names } from "../../planner/rehearse/upgrade";

const TABLE = "aws:dynamodb/table:Table::shop-orders";

describe("a decision record", () => {
  for (const text of [
    TABLE,
    `The table \`${TABLE}\` goes.`,
    `It replaces ${TABLE}.`,
    `Lost: ${TABLE}, and nothing else`,
    `(${TABLE})`,
    `${TABLE}:\nits keys change`,
  ]) {
    it(`names a resource in ${JSON.stringify(text)}`, () => equal(names(text, TABLE), true));
  }

  for (const text of [
    "",
    "shop-orders",
    `${TABLE}-archive`,
    `${TABLE}2`,
    `${TABLE}_old`,
    `${TABLE}.archive`,
    `${TABLE}/archive`,
    `${TABLE}::archive`,
    `other-${TABLE}`,
    "aws:dynamodb/table:Table::my-shop-orders",
    "aws:dynamodbXtable:Table::shop-orders",
  ]) {
    it(`does not name it in ${JSON.stringify(text)}`, () => equal(names(text, TABLE), false));
  }

  it("names a resource whose name has characters that mean something in an expression", () => {
    equal(names("gcp:storage/bucket:Bucket::a+b(c).d", "gcp:storage/bucket:Bucket::a+b(c).d"), true);
    equal(names("gcp:storage/bucket:Bucket::aXb", "gcp:storage/bucket:Bucket::a.b"), false);
  });
});
