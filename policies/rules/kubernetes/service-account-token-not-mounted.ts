import { type Stack, stackRule } from "../../engine";
import { isPrivilegedPlace, namespaceOf, podGuards, podOf, WORKLOADS } from "../shared/workloads";

export const serviceAccountTokenNotMounted = stackRule({
  id: "service-account-token-not-mounted",
  title: "Pods have a service account of their own, and its token only where it is used",
  why: "A token in a pod that never calls the API serves only whoever breaks in.",
  fix: {
    text: "Name a service account, and set automountServiceAccountToken to false where no role is bound to it.",
    code: `spec: { serviceAccountName: "orders", automountServiceAccountToken: false }`,
  },
  severity: "medium",
  frameworks: ["CIS Kubernetes 5.1.5", "CIS Kubernetes 5.1.6"],
  types: WORKLOADS,
  thresholds: ["privilegedNamespaces"],
  guards: [...podGuards("serviceAccountName", ["default"])],
  check(workload, judge, stack) {
    if (isPrivilegedPlace(workload, judge)) {
      judge.skip("a system namespace");
      return;
    }
    const pod = podOf(workload);
    const account = pod.get("serviceAccountName");
    const linked = account.unknown && workload.linked(account.path, ["kubernetes:core/v1:ServiceAccount"]);
    judge.attempt(() =>
      judge.require(linked || !["", "default"].includes(account.text() ?? ""), account, "a service account of its own"),
    );
    judge.attempt(() => {
      const mounted = pod.get("automountServiceAccountToken");
      const name = account.unknown ? undefined : account.text();
      const accounts = stack
        .ofTypes(["kubernetes:core/v1:ServiceAccount"])
        .filter(
          (candidate) =>
            candidate.get("metadata.name").unknown === false && candidate.get("metadata.name").text() === name,
        );
      const off =
        mounted.flag() === false ||
        (!mounted.present &&
          accounts.some((candidate) => candidate.get("automountServiceAccountToken").flag() === false));
      judge.require(
        off || isBound(name, namespaceOf(workload), stack),
        mounted,
        "false",
        `${workload.name} mounts a token that no role is bound to.`,
      );
    });
  },
});

/** Is a role bound to the service account, so that its token is of use? */
function isBound(name: string | undefined, namespace: string, stack: Stack): boolean {
  const bindings = stack.ofTypes([
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
  ]);
  return bindings.some((binding) =>
    binding
      .get("subjects")
      .items()
      .some((subject) => {
        const place = subject.get("namespace");
        return subject.get("name").text() === name && (place.unknown || (place.text() ?? namespace) === namespace);
      }),
  );
}
