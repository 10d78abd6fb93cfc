import { type Stack, type Subject, stackRule } from "../../engine";
import { inOneCluster } from "../shared/clusters";
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
  frameworks: ["CIS Kubernetes 5.1.5", "CIS Kubernetes 5.1.6", "CIS GKE 4.1.4", "CIS GKE 4.1.5"],
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
      const accounts = stack.ofTypes(["kubernetes:core/v1:ServiceAccount"]).filter((candidate) => {
        const known = candidate.get("metadata.name");
        return !known.unknown && known.text() === name && inOneCluster(candidate, workload) !== false;
      });
      const off =
        mounted.flag() === false ||
        (!mounted.present &&
          accounts.some((candidate) => candidate.get("automountServiceAccountToken").flag() === false));
      judge.require(
        off || isBound(name, workload, stack),
        mounted,
        "false",
        `${workload.name} mounts a token that no role is bound to.`,
      );
    });
  },
});

/** Is a role bound to the service account, so that its token is of use? */
function isBound(name: string | undefined, workload: Subject, stack: Stack): boolean {
  const namespace = namespaceOf(workload);
  const bindings = stack.ofTypes([
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
  ]);
  const beside = bindings.filter((binding) => inOneCluster(binding, workload) !== false);
  return beside.some((binding) =>
    binding
      .get("subjects")
      .items()
      .some((subject) => {
        const place = subject.get("namespace");
        return subject.get("name").text() === name && (place.unknown || (place.text() ?? namespace) === namespace);
      }),
  );
}
