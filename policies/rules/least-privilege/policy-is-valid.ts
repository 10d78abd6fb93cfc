import { type Judge, type Node, resourceRule } from "../../engine";
import { isOperator, type PolicyStatement } from "../../iam";
import { IDENTITY_POLICIES, identityPolicies, statementNode } from "../shared/identity";
import { allow } from "../shared/samples";
import { unfitActions, unknownActions, unknownConditionKeys } from "../shared/validity";

export const policyIsValid = resourceRule({
  id: "policy-is-valid",
  title: "Policies name what exists",
  why: "A misspelt action grants nothing, a misspelt condition key guards nothing, and a Deny with either is no Deny.",
  fix: {
    text: "Correct the action, the ARN or the condition key; the service authorization reference lists them.",
    code: `{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn }`,
  },
  severity: "high",
  frameworks: [],
  unmapped: "Frameworks judge what a policy grants and take for granted that its words exist.",
  types: IDENTITY_POLICIES,
  guards: [
    {
      path: "policy",
      broken: [
        "no JSON",
        allow("s3:GetObjects", "arn:aws:s3:::bucket/*"),
        allow("s3:GetObject", "arn:aws:sqs:us-east-1:111122223333:queue"),
      ],
    },
  ],
  check(subject, judge) {
    const policies = identityPolicies(subject, judge);
    if (policies.length === 0) {
      judge.skip("no policy here");
    }
    for (const { node, document } of policies) {
      for (const fault of document.faults) {
        judge.fail(node, "a policy document", `${subject.name}: ${fault}.`);
      }
      for (const statement of document.statements) {
        checkStatement(statement, node, subject.name, judge);
      }
    }
  },
});

function checkStatement(statement: PolicyStatement, node: Node, name: string, judge: Judge): void {
  const absent = unknownActions([...(statement.actions ?? []), ...(statement.notActions ?? [])]);
  judge.require(
    absent.length === 0,
    statementNode(node, statement, "Action"),
    "actions that exist",
    `${name} names actions that do not exist: ${absent.join(", ")}.`,
  );
  const unfit = statement.effect === "Allow" ? unfitActions(statement) : [];
  judge.require(
    unfit.length === 0,
    statementNode(node, statement, "Resource"),
    "ARNs of the kind that the actions take",
    `${name}: no resource of the statement is of the kind that ${unfit.join(", ")} takes.`,
  );
  const keys = unknownConditionKeys(statement);
  const operators = statement.conditions
    .filter(({ operator }) => !isOperator(operator))
    .map(({ operator }) => operator);
  judge.require(
    keys.length === 0 && operators.length === 0,
    statementNode(node, statement, "Condition"),
    "condition keys and operators that exist",
    `${name} names conditions that its actions do not know: ${[...keys, ...operators].join(", ")}.`,
  );
}
