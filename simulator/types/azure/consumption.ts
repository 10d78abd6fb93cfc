import { text } from "../../arn";
import type { TypeModel } from "../../model";

/** Azure Cost Management. */
export const azureConsumptionTypes: readonly TypeModel[] = [
  {
    type: "azure-native:consumption:Budget",
    nameProperty: "budgetName",
    nameLimit: {
      max: 63,
      pattern: /^[\w-]+$/,
      source: "Consumption REST reference, Budgets; from memory, recheck before release",
    },
    nameScope: "none",
    id: (request) => `${text(request, "scope")}/providers/Microsoft.Consumption/budgets/${request.physicalName}`,
    outputs: (request) => ({ name: request.physicalName, type: "Microsoft.Consumption/budgets" }),
    replaceOn: ["budgetName", "scope"],
  },
];
