import { deepEqual, match } from "node:assert/strict";
import { comparisonMarkdown } from "../../planner/commands/compare";
import type { StackPlan } from "../../planner/plan/document";
import type { ProjectStack } from "../../planner/project/project";
import { compareStacks } from "../../planner/report/compare";
import { planShop } from "./shop";

describe("stacks side by side", () => {
  let plan: StackPlan;

  before(async () => {
    plan = await planShop();
  });

  const stack = (settings: object, secretConfig: readonly string[] = []): ProjectStack => ({
    name: "shop",
    config: { "shop:environment": "dev", "shop:settings": JSON.stringify(settings), "shop:token": "plain-text-token" },
    secretConfig: [...secretConfig],
  });
  const differing = (left: object, right: object, unnamed?: RegExp) =>
    compareStacks(
      [
        { plan, stack: stack(left) },
        { plan: { ...plan, name: "other" }, stack: stack(right) },
      ],
      unnamed,
    )
      .sections.find((section) => section.title === "Settings that differ")
      ?.rows.map(({ what, values }) => [what, ...values]);

  it("names the settings that differ, by path, and those that one of them lacks", () => {
    deepEqual(differing({ nat: "single", cluster: { min: 1 }, same: 1 }, { nat: "perZone", cluster: {}, same: 1 }), [
      ["nat", "single", "perZone"],
      ["cluster.min", "1", "–"],
    ]);
  });

  it("folds siblings that differ alike", () => {
    const services = (cpu: string) => ({ services: { a: { cpu }, b: { cpu }, c: { cpu } } });
    deepEqual(differing(services("50m"), services("100m")), [["services.*.cpu", "50m", "100m"]]);
  });

  it("leaves out what it was told not to name", () => {
    deepEqual(differing({ account: "1", nat: "single" }, { account: "2", nat: "none" }, /account/), [
      ["nat", "single", "none"],
    ]);
  });

  it("shows no secret setting", () => {
    const sides = [
      { plan, stack: stack({}, ["shop:token"]) },
      { plan, stack: { ...stack({}, ["shop:token"]), config: { "shop:token": "another" } } },
    ];
    const text = comparisonMarkdown(compareStacks(sides));
    deepEqual([text.includes("plain-text-token"), text.includes("another")], [false, false]);
  });

  it("writes one Markdown table", () => {
    const text = comparisonMarkdown(
      compareStacks([
        { plan, stack: stack({}) },
        { plan, stack: stack({}) },
      ]),
    );
    match(text, /^\| {2}\| shop-dev \| shop-dev \|\n\| --- \| ---: \| ---: \|\n\| \*\*Figures\*\*/);
    match(text, /\| shop-network \(Network\) \| \d+ \| \d+ \|/);
  });
});
