import assert from "node:assert/strict";
import type { AlarmSpec } from "../../../components/core";
import { Observability, SpendingBudget } from "../../../components/observability";
import { recordProgram } from "../../../planner/recorder";
import { inputsOf } from "../core/support";

function errors(key: string): AlarmSpec {
  return {
    key,
    summary: "Runs fail: look at the logs.",
    severity: "page",
    metric: { namespace: "AWS/Lambda", name: "Errors", dimensions: { FunctionName: key }, statistic: "Sum" },
    comparison: "above",
    threshold: 1,
  };
}

function watched(): Observability {
  const observability = new Observability("shop");
  for (const source of ["lists", "orders"]) {
    const keys = source === "lists" ? ["a"] : ["a", "b", "c", "d"];
    observability.watch({ alarmSource: source, alarms: () => keys.map(errors) });
  }
  return observability;
}

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

async function widgets(program: () => void, name: string): Promise<readonly Widget[]> {
  const body = inputsOf(await recordProgram(program), name)["dashboardBody"];
  assert.ok(typeof body === "string");
  const parsed: { widgets: readonly Widget[] } = JSON.parse(body);
  return parsed.widgets;
}

describe("Observability's dashboards", () => {
  it("show each component's alarms and a graph per alarm, three in a row", async () => {
    const all = await widgets(() => void watched().dashboard("overview"), "shop-dashboard-overview");
    assert.deepEqual(
      all.map(({ type, x, y, properties }) => [type, x, y, properties["title"] ?? properties["markdown"]]),
      [
        ["text", 0, 0, "## lists"],
        ["alarm", 0, 2, "Alarms of lists"],
        ["metric", 0, 5, "a"],
        ["text", 0, 11, "## orders"],
        ["alarm", 0, 13, "Alarms of orders"],
        ["metric", 0, 16, "a"],
        ["metric", 8, 16, "b"],
        ["metric", 16, 16, "c"],
        ["metric", 0, 22, "d"],
      ],
    );
    assert.deepEqual(all[1]?.properties["alarms"], ["arn:aws:cloudwatch:us-east-1:111122223333:alarm:shop-lists-a"]);
    assert.deepEqual(all[2]?.properties, {
      title: "a",
      view: "timeSeries",
      region: "us-east-1",
      stat: "Sum",
      period: 60,
      metrics: [["AWS/Lambda", "Errors", "FunctionName", "a"]],
      annotations: { horizontal: [{ label: "page", value: 1 }] },
    });
  });

  it("show only the named components where asked to", async () => {
    const some = await widgets(() => void watched().dashboard("lists", ["lists"]), "shop-dashboard-lists");
    assert.equal(some.length, 3);
  });

  it("are the same text for the same program", async () => {
    const bodyOf = async () => JSON.stringify(await widgets(() => void watched().dashboard("d"), "shop-dashboard-d"));
    assert.equal(await bodyOf(), await bodyOf());
  });
});

describe("SpendingBudget", () => {
  it("counts what carries all of the tags, and tells the topic of tickets", async () => {
    const recording = await recordProgram(() => {
      const observability = new Observability("shop");
      new SpendingBudget("month", { monthlyUsd: 500, observability, tags: { system: "shop", environment: "prod" } });
    });
    const notice = (notificationType: string, threshold: number) => ({
      comparisonOperator: "GREATER_THAN",
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      subscriberSnsTopicArns: [recording.get("shop-topic-ticket").outputs["arn"]],
    });
    const tag = (key: string, value: string) => ({ tags: { key, values: [value], matchOptions: ["EQUALS"] } });
    assert.deepEqual(inputsOf(recording, "month-budget"), {
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: "500",
      limitUnit: "USD",
      metrics: "UnblendedCost",
      filterExpression: { ands: [tag("system", "shop"), tag("environment", "prod")] },
      notifications: [notice("ACTUAL", 80), notice("ACTUAL", 100), notice("FORECASTED", 100)],
    });
  });
});
