import { Node, stackRule } from "../../engine";

export const stackHasBudget = stackRule({
  id: "stack-has-budget",
  title: "Stacks on AWS have a budget",
  why: "The first sign of a loop that calls itself is the bill; a budget reads it daily.",
  fix: {
    text: "Add a budget with a notification.",
    code: `new budgets.Budget("shop", { budgetType: "COST", limitAmount: "300", limitUnit: "USD", timeUnit: "MONTHLY", notifications });`,
  },
  severity: "low",
  frameworks: [],
  unmapped: "It is about money, of which no security framework speaks.",
  types: ["pulumi:pulumi:Stack"],
  guards: [],
  check(subject, judge, stack) {
    const billed = stack.subjects.some(({ type }) =>
      /^aws:(ec2|eks|rds|lambda|dynamodb|msk|opensearch|elasticache)\//.test(type),
    );
    if (!billed) {
      judge.skip("nothing on AWS that is billed by use");
      return;
    }
    judge.require(
      stack.ofTypes(["aws:budgets/budget:Budget"]).length > 0,
      new Node("", subject.name),
      "a budget",
      `Stack ${subject.name} has no budget.`,
    );
  },
});
