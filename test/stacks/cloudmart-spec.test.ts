import { deepEqual, equal, ok } from "node:assert/strict";
import { type CheckedLine, checkSpec } from "../../scripts/docs/cloudmart";
import { ROOT } from "../../scripts/docs/documents";
import { cloudMartPlans } from "../support/cloudmart-plans";
import { CLOUDMART_SPEC } from "./cloudmart-spec";

/** Planning three environments in processes of their own. */
const PATIENCE_MS = 180_000;

describe("CloudMart's requirements, line by line, in the plan of cloudmart-prod", function () {
  this.timeout(PATIENCE_MS);
  let lines: readonly CheckedLine[] = [];

  before(async () => {
    lines = checkSpec(ROOT, await cloudMartPlans());
  });

  for (const [index, { part, line }] of CLOUDMART_SPEC.entries()) {
    it(`${part}: ${line}`, () => {
      const checked = lines[index];
      ok(checked?.holds, checked?.found.join("\n"));
    });
  }

  it("claims something for each line, and no line twice", () => {
    deepEqual(
      CLOUDMART_SPEC.filter((line) => line.where.length === 0).map((line) => line.line),
      [],
    );
    equal(new Set(CLOUDMART_SPEC.map(({ part, line }) => `${part}: ${line}`)).size, CLOUDMART_SPEC.length);
  });

  it("fails when a component goes missing", async () => {
    const plans = await cloudMartPlans();
    const bare = plans.map((plan) => ({
      ...plan,
      resources: plan.resources.filter((one) => one.type !== "aws:dynamodb/table:Table"),
    }));
    const lost = checkSpec(ROOT, bare).filter((line) => !line.holds);
    ok(lost.some((line) => line.line === "DynamoDB `cloudmart-orders`, stream on"));
  });
});
