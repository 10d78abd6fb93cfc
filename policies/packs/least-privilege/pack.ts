import { LEAST_PRIVILEGE_RULES } from "../../rules/least-privilege";
import { packOf } from "../pack-of";

export const LEAST_PRIVILEGE = packOf({
  name: "least-privilege",
  title: "Least privilege",
  description:
    "Identities may do what they do, and no more: no wildcards, no broad roles, no way to more rights, trust bound to one subject.",
  rules: LEAST_PRIVILEGE_RULES,
});
