import { RESILIENCE_RULES } from "../../rules/resilience";
import { packOf } from "../pack-of";

export const RESILIENCE = packOf({
  name: "resilience",
  title: "Resilience",
  description: "What is lost can be restored, and one zone may fail.",
  rules: RESILIENCE_RULES,
});
