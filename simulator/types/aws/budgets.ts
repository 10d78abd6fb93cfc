import { globalArn } from "../../arn";
import type { TypeModel } from "../../model";

/** AWS Budgets. */
export const budgetTypes: readonly TypeModel[] = [
  {
    type: "aws:budgets/budget:Budget",
    nameProperty: "name",
    nameLimit: { max: 100, pattern: /^[^:\\]+$/, source: "AWS Budgets API, Budget, read 2026-11" },
    nameScope: "account",
    id: (request) => `${request.cloud.aws.accountId}:${request.physicalName}`,
    outputs: (request) => ({
      accountId: request.cloud.aws.accountId,
      arn: globalArn(request, "budgets", `budget/${request.physicalName}`),
    }),
    replaceOn: ["name", "namePrefix", "accountId"],
  },
];
