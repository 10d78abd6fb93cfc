import { REMOVED, resourceRule } from "../../engine";

export const namespaceEnforcesRestricted = resourceRule({
  id: "namespace-enforces-restricted",
  title: "Namespaces enforce the restricted Pod Security Standard",
  why: "What a chart or an operator brings never passes these rules; the API server sees everything.",
  fix: {
    text: "Label the namespace; name system namespaces in privilegedNamespaces.",
    code: `metadata: { name: "shop", labels: { "pod-security.kubernetes.io/enforce": "restricted" } }`,
  },
  severity: "high",
  frameworks: ["CIS Kubernetes 5.2.1", "CIS Kubernetes 5.6.4", "CIS GKE 4.2.1"],
  types: ["kubernetes:core/v1:Namespace"],
  thresholds: ["privilegedNamespaces"],
  guards: [{ path: "metadata.labels", broken: [REMOVED, { "pod-security.kubernetes.io/enforce": "privileged" }] }],
  applies: (namespace, judge) => {
    const name = namespace.get("metadata.name");
    return name.unknown || !judge.thresholds.privilegedNamespaces.includes(name.text() ?? namespace.name);
  },
  check(namespace, judge) {
    const labels = namespace.get("metadata.labels");
    const level = labels.members().find(([key]) => key === "pod-security.kubernetes.io/enforce")?.[1] ?? labels;
    judge.require(level.text() === "restricted", level, '"pod-security.kubernetes.io/enforce": "restricted"');
  },
});
