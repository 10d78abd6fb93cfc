import { hasWildcard, resourceRule } from "../../engine";
import { eachAllow, IDENTITY_POLICIES } from "../shared/identity";
import { allow } from "../shared/samples";

export const passRoleNamesRoleAndService = resourceRule({
  id: "pass-role-names-role-and-service",
  title: "iam:PassRole names the role and the service",
  why: "Whoever may pass any role to any service may act with the strongest role of the account.",
  fix: {
    text: "Name the role's ARN, and the service in a condition on iam:PassedToService.",
    code: `{ Effect: "Allow", Action: "iam:PassRole", Resource: role.arn,
  Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } } }`,
  },
  severity: "high",
  frameworks: ["PCI 7.2.5"],
  types: IDENTITY_POLICIES,
  guards: [
    { path: "policy", broken: [allow("iam:PassRole", "*"), allow("iam:PassRole", "arn:aws:iam::111122223333:role/x")] },
  ],
  check(subject, judge) {
    eachAllow(subject, judge, (statement, place) => {
      if (!statement.actions?.some((action) => action.toLowerCase() === "iam:passrole")) {
        return;
      }
      const loose = (statement.resources ?? []).filter((resource) =>
        hasWildcard(resource.replace(/^arn:\*:/, "arn:aws:")),
      );
      judge.require(
        loose.length === 0,
        place("Resource"),
        "ARNs of roles, without wildcards",
        `${subject.name} may pass any role that fits ${loose.join(", ")}.`,
      );
      const bound = statement.conditions.some(
        ({ operator, key, values }) =>
          key.toLowerCase() === "iam:passedtoservice" &&
          /^String(Equals|Like)$/i.test(operator) &&
          !values.includes("*"),
      );
      judge.require(
        bound,
        place("Condition"),
        "StringEquals iam:PassedToService",
        `${subject.name} may pass its roles to any service.`,
      );
    });
  },
});
