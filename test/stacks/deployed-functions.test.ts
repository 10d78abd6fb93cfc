import { deepEqual } from "node:assert/strict";
import { CATALOG } from "../../functions/catalog";
import { documentedPlans } from "../support/plans";

/** Planning every stack in a process of its own. */
const PATIENCE_MS = 300_000;

describe("the catalogue's functions", function () {
  this.timeout(PATIENCE_MS);

  it("are all deployed by some system: one that nobody deploys helps nobody", async () => {
    const plans = await documentedPlans();
    const bundles = plans
      .flatMap(({ resources }) => resources)
      .filter(({ type }) => type === "aws:lambda/function:Function")
      .map(({ inputs }) => JSON.stringify(inputs["code"]));
    const idle = Object.entries(CATALOG)
      .filter(([, { bundle }]) => !bundles.some((code) => code.includes(`${bundle}"`)))
      .map(([name]) => name);
    deepEqual(idle, []);
  });
});
