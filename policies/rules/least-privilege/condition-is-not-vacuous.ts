import { type Judge, resourceRule, type Subject } from "../../engine";
import { operatorParts } from "../../iam";
import { IDENTITY_POLICIES, identityPolicies, type PlacedPolicy, statementNode } from "../shared/identity";
import { ownPolicy, RESOURCE_POLICIES } from "../shared/resource-policies";

export const conditionIsNotVacuous = resourceRule({
  id: "condition-is-not-vacuous",
  title: "ForAllValues conditions demand that the key is there",
  why: "A condition on all values of a key holds when there are none: leave the key out, and you are in.",
  fix: {
    text: "Add a Null condition that demands the key, or use ForAnyValue.",
    code: `Condition: {
  "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["$\{aws:PrincipalTag/tenant}"] },
  Null: { "dynamodb:LeadingKeys": "false" },
}`,
  },
  severity: "medium",
  frameworks: [],
  unmapped: "A trap of one policy language, below the level at which frameworks speak.",
  types: [...IDENTITY_POLICIES, ...Object.keys(RESOURCE_POLICIES)],
  guards: [
    {
      path: "policy",
      broken: [
        '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["a"]}}}]}',
      ],
    },
  ],
  check(subject, judge) {
    for (const { node, document } of [...identityOf(subject, judge), ...resourceOf(subject, judge)]) {
      for (const statement of document.statements.filter(({ effect }) => effect === "Allow")) {
        for (const { operator, key } of statement.conditions.filter(
          (condition) => operatorParts(condition.operator).set === "all",
        )) {
          const guarded = statement.conditions.some(
            (other) =>
              other.key.toLowerCase() === key.toLowerCase() &&
              /^null$/i.test(other.operator) &&
              other.values.includes("false"),
          );
          judge.require(
            guarded,
            statementNode(node, statement, "Condition"),
            `Null { "${key}": "false" } beside it`,
            `${subject.name}: ${operator} on ${key} holds where the key is missing.`,
          );
        }
      }
    }
  },
});

function identityOf(subject: Subject, judge: Judge): readonly PlacedPolicy[] {
  return IDENTITY_POLICIES.some((type) => type === subject.type) ? identityPolicies(subject, judge) : [];
}

function resourceOf(subject: Subject, judge: Judge): readonly PlacedPolicy[] {
  const own = ownPolicy(subject, judge);
  return own === undefined ? [] : [own];
}
