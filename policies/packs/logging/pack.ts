import { LOGGING_RULES } from "../../rules/logging";
import { packOf } from "../pack-of";

export const LOGGING = packOf({
  name: "logging",
  title: "Logging",
  description: "What happened can be found out afterwards.",
  rules: LOGGING_RULES,
});
