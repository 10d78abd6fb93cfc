import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { SCENARIOS } from "../../planner/rehearse";
import { draw } from "../../planner/rehearse/draw";

const STACKS = ["cloudmart-dev", "ecom67-prod", "cloudcommerce-prod"];
const NAMES = SCENARIOS.map(({ name }) => name);
const [CHEAPEST = ""] = SCENARIOS.filter(({ promised }) => promised !== true).map(({ name }) => name);

describe("the faults of a rehearsal", () => {
  it("are each scenario on each stack once, in an order that the seed decides", () => {
    const drawn = draw(STACKS, "all", "seed").map(({ stack, scenario }) => `${stack} ${scenario}`);
    deepEqual([...drawn].sort(), STACKS.flatMap((stack) => NAMES.map((name) => `${stack} ${name}`)).sort());
    deepEqual(draw(STACKS, "all", "seed"), draw(STACKS, "all", "seed"));
    deepEqual(draw(STACKS, "none", "seed"), []);
  });

  it("begin with what is gone through however little time is left: the promises, and one fault of the cheapest kind", () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const drawn = draw(STACKS, "all", seed);
        const sure = drawn.filter((one) => one.sure);
        deepEqual(drawn.slice(0, sure.length), sure);
        deepEqual(sure.map(({ scenario }) => scenario).sort(), [CHEAPEST, ...STACKS.map(() => "failover")].sort());
      }),
    );
  });

  it("hold that fault on another stack with another seed", () => {
    const chosen = Array.from({ length: 50 }, (_, seed) =>
      draw(STACKS, "all", String(seed)).find(({ sure, scenario }) => sure && scenario === CHEAPEST),
    );
    deepEqual([...new Set(chosen.map((one) => one?.stack))].sort(), [...STACKS].sort());
  });

  it("hold one in any case where only some are wanted, or so many", () => {
    const kills = draw(STACKS, ["kill"], "seed");
    deepEqual(
      kills.map(({ scenario, sure }) => [scenario, sure]),
      [
        ["kill", true],
        ["kill", false],
        ["kill", false],
      ],
    );
    const two = draw(STACKS, 2, "seed");
    equal(two.length, 2);
    ok(two.some(({ sure }) => sure));
  });
  it("hold so many by the seed and, besides, what is named, on every stack", () => {
    const drawn = draw(STACKS, { sample: 2, besides: ["kill"] }, "seed");
    deepEqual(
      drawn
        .filter(({ scenario }) => scenario === "kill")
        .map(({ stack }) => stack)
        .sort(),
      [...STACKS].sort(),
    );
    equal(drawn.length, STACKS.length + 2);
  });
});
