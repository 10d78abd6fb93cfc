import assert from "node:assert/strict";
import { BUDGET_SERVICES, EstateBudget, type EstateBudgetArgs } from "../../../components/delivery";
import { Observability } from "../../../components/observability";
import { GcpServices } from "../../../components/pipeline";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";

const subscription = "/subscriptions/00000000-0000-4000-8000-000000000101";
const everywhere: Omit<EstateBudgetArgs, "observability"> = {
  estate: { system: "shop", environment: "prod", owner: "team" },
  monthlyUsd: 500,
  emails: ["team@example.com"],
  gcp: { billingAccount: "012345-567890-ABCDEF", projectNumber: "123456789012", monthlyUsd: 100 },
  azure: { scope: subscription, startDate: "2026-12-01", monthlyUsd: 50 },
};

function program(args: Omit<EstateBudgetArgs, "observability">): () => void {
  return () => void new EstateBudget("budget", { ...args, observability: new Observability("watch") });
}

describe("EstateBudget", () => {
  it("makes a budget in each cloud that is asked for, the same while previewing", async () => {
    const recording = await recordProgram(program(everywhere));
    assert.deepEqual(
      inventory(recording).filter((line) => / budget/.test(line)),
      [
        "aws:budgets/budget:Budget budget-aws-budget",
        "azure-native:consumption:Budget budget-azure",
        "estate:delivery:EstateBudget budget",
        "estate:observability:SpendingBudget budget-aws",
        "gcp:billing/budget:Budget budget-gcp",
      ],
    );
    assert.ok(recording.resources.every((resource) => resource.modelled || !resource.custom));
    assert.deepEqual(urns(await recordProgram(program(everywhere), { mode: "preview" })), urns(recording));
    const { estate, monthlyUsd } = everywhere;
    const alone = await recordProgram(program({ estate, monthlyUsd }));
    assert.deepEqual(alone.ofType("gcp:billing/budget:Budget"), []);
    assert.deepEqual(alone.ofType("azure-native:consumption:Budget"), []);
  });

  it("waits, at Google, for the service that answers", async () => {
    const recording = await recordProgram(() => {
      const after = new GcpServices("api", { project: "shop-analytics", services: BUDGET_SERVICES }).enabled;
      const gcp = { billingAccount: "012345-567890-ABCDEF", projectNumber: "123456789012", monthlyUsd: 100, after };
      program({ ...everywhere, gcp })();
    });
    const { urn } = recording.get("api-service-billingbudgets");
    assert.ok(recording.get("budget-gcp").dependencies.includes(urn));
  });

  it("counts, on AWS, what carries the stack's tags, and tells the topic of tickets and the team", async () => {
    const recording = await recordProgram(program(everywhere));
    const budget = inputsOf(recording, "budget-aws-budget");
    assert.equal(budget["limitAmount"], "500");
    assert.deepEqual(budget["filterExpression"], {
      ands: [
        { tags: { key: "system", values: ["shop"], matchOptions: ["EQUALS"] } },
        { tags: { key: "environment", values: ["prod"], matchOptions: ["EQUALS"] } },
      ],
    });
    const told = {
      comparisonOperator: "GREATER_THAN",
      thresholdType: "PERCENTAGE",
      subscriberSnsTopicArns: [recording.get("watch-topic-ticket").outputs["arn"]],
      subscriberEmailAddresses: ["team@example.com"],
    };
    assert.deepEqual(budget["notifications"], [
      { ...told, notificationType: "ACTUAL", threshold: 80 },
      { ...told, notificationType: "ACTUAL", threshold: 100 },
      { ...told, notificationType: "FORECASTED", threshold: 100 },
    ]);
  });

  it("speaks up at the same points on Google Cloud and Azure", async () => {
    const recording = await recordProgram(program(everywhere));
    const google = inputsOf(recording, "budget-gcp");
    assert.deepEqual(google["budgetFilter"], { projects: ["projects/123456789012"], calendarPeriod: "MONTH" });
    assert.deepEqual(google["thresholdRules"], [
      { thresholdPercent: 0.8, spendBasis: "CURRENT_SPEND" },
      { thresholdPercent: 1, spendBasis: "CURRENT_SPEND" },
      { thresholdPercent: 1, spendBasis: "FORECASTED_SPEND" },
    ]);
    const azure = inputsOf(recording, "budget-azure");
    assert.deepEqual(azure["timePeriod"], { startDate: "2026-12-01T00:00:00Z" });
    assert.deepEqual(azure["filter"], {
      and: [
        { tags: { name: "system", operator: "In", values: ["shop"] } },
        { tags: { name: "environment", operator: "In", values: ["prod"] } },
      ],
    });
    const points = Object.entries(Object(azure["notifications"]))
      .map(([key, one]) => [key, Object(one).thresholdType, Object(one).threshold])
      .sort();
    assert.deepEqual(points, [
      ["actual-100", "Actual", 100],
      ["actual-80", "Actual", 80],
      ["forecast-100", "Forecasted", 100],
    ]);
  });
});

describe("EstateBudget fails when", () => {
  it("its figures are none, or nobody would hear of them", async () => {
    const message = await failureOf(
      program({
        estate: everywhere.estate,
        monthlyUsd: 0,
        gcp: { billingAccount: "mine", projectNumber: "shop", monthlyUsd: 9.5 },
        azure: { scope: subscription, startDate: "2026-12-24", monthlyUsd: Number.NaN },
      }),
      "aws:budgets/budget:Budget",
    );
    assertMentions(message, [
      'EstateBudget "budget" has 7 faults in its arguments',
      "monthlyUsd: given 0",
      "gcp.monthlyUsd: given 9.5; allowed: whole US dollars",
      "azure.monthlyUsd: given null",
      'gcp.billingAccount: given "mine"',
      'gcp.projectNumber: given "shop"',
      'azure.startDate: given "2026-12-24"; allowed: the first day of a month',
      "emails: given nothing; allowed: one address or more",
    ]);
  });
});
