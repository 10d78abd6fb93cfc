import { type Judge, type Node, resourceRule } from "../../engine";

const ESCALATING_VERBS: readonly string[] = ["bind", "escalate", "impersonate"];
const WRITING: readonly string[] = ["create", "update", "patch", "delete", "deletecollection", "*"];
const READING_SECRETS: readonly string[] = ["get", "list", "watch", "*"];

export const rbacGrantsNoEscalation = resourceRule({
  id: "rbac-grants-no-escalation",
  title: "RBAC grants no wildcard and no way to more rights",
  why: "Whoever may bind, impersonate, read every secret or open a shell in a pod has the cluster.",
  fix: {
    text: "Name API groups, resources and verbs; name the secrets in resourceNames.",
    code: `rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }]`,
  },
  severity: "critical",
  frameworks: [
    "CIS Kubernetes 5.1.1",
    "CIS Kubernetes 5.1.2",
    "CIS Kubernetes 5.1.3",
    "CIS Kubernetes 5.1.4",
    "CIS Kubernetes 5.1.8",
    "CIS GKE 4.1.1",
    "CIS GKE 4.1.2",
    "CIS GKE 4.1.3",
    "CIS GKE 4.1.7",
  ],
  types: [
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
    "kubernetes:rbac.authorization.k8s.io/v1:Role",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
  ],
  guards: ["ClusterRole", "Role"].flatMap((kind) => [
    { type: `kubernetes:rbac.authorization.k8s.io/v1:${kind}`, path: "rules[*].verbs", broken: [["*"], ["escalate"]] },
    { type: `kubernetes:rbac.authorization.k8s.io/v1:${kind}`, path: "rules[*].resources", broken: [["*"]] },
  ]),
  check(subject, judge) {
    if (subject.type.endsWith("Binding")) {
      const role = subject.get("roleRef.name");
      judge.attempt(() =>
        judge.require(
          !["cluster-admin", "admin", "edit"].includes(role.text() ?? ""),
          role,
          "a role of the workload's own",
        ),
      );
      for (const bound of subject.get("subjects").items()) {
        judge.attempt(() =>
          judge.require(
            !/^system:(masters|anonymous|unauthenticated|authenticated)$/.test(bound.get("name").text() ?? ""),
            bound.get("name"),
            "a named subject",
          ),
        );
      }
      return;
    }
    for (const rule of subject.get("rules").items()) {
      judge.attempt(() => checkRule(rule, subject.type.endsWith("ClusterRole"), judge));
    }
  },
});

function checkRule(rule: Node, cluster: boolean, judge: Judge): void {
  const [verbs, resources, groups] = ["verbs", "resources", "apiGroups"].map((path) => rule.get(path).texts()) as [
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  const urls = rule.get("nonResourceURLs").texts();
  judge.require(!verbs.includes("*"), rule.get("verbs"), "verbs by name");
  judge.require(!resources.includes("*"), rule.get("resources"), "resources by name");
  judge.require(!groups.includes("*") && !urls.includes("*"), rule.get("apiGroups"), "API groups by name");
  const escalating = verbs.filter((verb) => ESCALATING_VERBS.includes(verb));
  judge.require(escalating.length === 0, rule.get("verbs"), `no ${escalating.join(", ")}`);
  const named = rule.get("resourceNames").items().length > 0;
  const writes = verbs.some((verb) => WRITING.includes(verb));
  const dangerous = resources.filter((resource) => isDangerous(resource, verbs, writes, named, cluster));
  judge.require(dangerous.length === 0, rule.get("resources"), `no ${dangerous.join(", ")}`);
}

function isDangerous(
  resource: string,
  verbs: readonly string[],
  writes: boolean,
  named: boolean,
  cluster: boolean,
): boolean {
  switch (resource) {
    case "secrets":
      return cluster && !named && verbs.some((verb) => READING_SECRETS.includes(verb));
    case "pods/exec":
    case "pods/attach":
    case "nodes/proxy":
      return verbs.length > 0;
    case "serviceaccounts/token":
    case "certificatesigningrequests/approval":
    case "clusterroles":
    case "clusterrolebindings":
      return writes;
    case "mutatingwebhookconfigurations":
    case "validatingwebhookconfigurations":
      return writes && !named;
    default:
      return false;
  }
}
