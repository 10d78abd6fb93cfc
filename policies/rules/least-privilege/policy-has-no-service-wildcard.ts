import { hasWildcard, resourceRule } from "../../engine";
import { expandAction, isReadOnly } from "../../iam";
import { eachAllow, IDENTITY_POLICIES } from "../shared/identity";
import { allow } from "../shared/samples";

export const policyHasNoServiceWildcard = resourceRule({
  id: "policy-has-no-service-wildcard",
  title: "Wildcards in actions stand for reading only",
  why: "s3:* includes deleting the bucket's policy; a wildcard grants what was not thought of.",
  fix: {
    text: "Replace the wildcard by the actions that are called.",
    code: `Action: ["s3:GetObject", "s3:PutObject"]`,
  },
  severity: "high",
  frameworks: ["FSBP IAM.21", "PCI 7.2.5"],
  types: IDENTITY_POLICIES,
  guards: [
    {
      path: "policy",
      broken: [
        allow("s3:*", "arn:aws:s3:::bucket/*"),
        allow("s3:?*", "arn:aws:s3:::bucket/*"),
        allow("dynamodb:Put*", "arn:aws:dynamodb:us-east-1:111122223333:table/x"),
      ],
    },
  ],
  check(subject, judge) {
    eachAllow(subject, judge, (statement, place) => {
      for (const pattern of statement.actions ?? []) {
        if (!hasWildcard(pattern) || /^[*?]+(:[*?]+)?$/.test(pattern)) {
          continue;
        }
        const writing = expandAction(pattern).filter((action) => !isReadOnly(action));
        if (writing.length > 0) {
          const sample = writing.slice(0, 3).join(", ");
          judge.fail(
            place("Action"),
            "actions by name",
            `${pattern} in ${subject.name} stands for ${writing.length} actions that change something: ${sample}${writing.length > 3 ? " …" : ""}.`,
          );
        }
      }
    });
  },
});
