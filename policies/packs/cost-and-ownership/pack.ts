import { COST_AND_OWNERSHIP_RULES } from "../../rules/cost-and-ownership";
import { packOf } from "../pack-of";

export const COST_AND_OWNERSHIP = packOf({
  name: "cost-and-ownership",
  title: "Cost and ownership",
  description: "Every resource says whose it is, and what is not production stays small.",
  rules: COST_AND_OWNERSHIP_RULES,
});
