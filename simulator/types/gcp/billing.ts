import { text } from "../../arn";
import type { TypeModel } from "../../model";

/** Cloud Billing. */
export const gcpBillingTypes: readonly TypeModel[] = [
  {
    type: "gcp:billing/budget:Budget",
    nameScope: "none",
    id: (request) => `billingAccounts/${text(request, "billingAccount")}/budgets/${request.digits(32)}`,
    outputs: (_request, id) => ({ name: id.split("/").at(-1) ?? id }),
    replaceOn: ["billingAccount"],
  },
];
