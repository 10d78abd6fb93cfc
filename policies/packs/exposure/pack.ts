import { EXPOSURE_RULES } from "../../rules/exposure";
import { packOf } from "../pack-of";

export const EXPOSURE = packOf({
  name: "exposure",
  title: "Exposure",
  description: "Nothing answers strangers: no public data, no open ports, no policy that another account could use.",
  rules: EXPOSURE_RULES,
});
