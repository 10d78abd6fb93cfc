import { KUBERNETES_RULES } from "../../rules/kubernetes";
import { packOf } from "../pack-of";

export const KUBERNETES = packOf({
  name: "kubernetes",
  title: "Kubernetes",
  description: "Pods meet the restricted standard, namespaces deny by default, RBAC escalates nowhere.",
  rules: KUBERNETES_RULES,
});
