import { ENCRYPTION_RULES } from "../../rules/encryption";
import { packOf } from "../pack-of";

export const ENCRYPTION = packOf({
  name: "encryption",
  title: "Encryption",
  description:
    "Data is encrypted at rest with keys of one's own and in transit with current TLS; keys rotate; secrets stay out of plain inputs.",
  rules: ENCRYPTION_RULES,
});
