import * as rbac from "@pulumi/kubernetes/rbac/v1";

new rbac.ClusterRole("reader", {
  rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"] }],
});
