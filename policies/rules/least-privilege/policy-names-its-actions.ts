import { resourceRule } from "../../engine";
import { eachAllow, IDENTITY_POLICIES } from "../shared/identity";
import { allow } from "../shared/samples";

export const policyNamesItsActions = resourceRule({
  id: "policy-names-its-actions",
  title: "Policies allow named actions, never everything",
  why: "An identity with every action is an administrator, and NotAction or NotResource with Allow grants whatever AWS invents next.",
  fix: {
    text: "List the actions and the resources; replace NotAction and NotResource by what is meant.",
    code: `{ Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: table.arn }`,
  },
  severity: "critical",
  frameworks: ["FSBP IAM.1", "CIS AWS 2.15", "PCI 7.2.2", "SOC2 CC6.3"],
  types: IDENTITY_POLICIES,
  guards: [
    {
      path: "policy",
      broken: [allow("*", "*"), '{"Statement":[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]}'],
    },
  ],
  check(subject, judge) {
    eachAllow(subject, judge, (statement, place) => {
      const all = (statement.actions ?? []).filter((action) => /^[*?]+(:[*?]+)?$/.test(action));
      if (all.length > 0) {
        judge.fail(place("Action"), "named actions", `${subject.name} allows every action.`);
      }
      if (statement.notActions !== undefined) {
        judge.fail(
          place("NotAction"),
          "Action with a list",
          `${subject.name} allows everything but a list of actions.`,
        );
      }
      if (statement.notResources !== undefined) {
        judge.fail(
          place("NotResource"),
          "Resource with a list",
          `${subject.name} allows everything but a list of resources.`,
        );
      }
    });
  },
});
