import { Node, Subject, stackRule } from "../../engine";
import { inOneCluster } from "../shared/clusters";

const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

export const namespaceDeniesByDefault = stackRule({
  id: "namespace-denies-by-default",
  title: "Namespaces deny traffic that nobody declared",
  why: "Without a policy every pod of the cluster may talk to every other.",
  fix: {
    text: "Add a NetworkPolicy that selects all pods and allows nothing, and one for each declared connection.",
    code: `new networking.NetworkPolicy("deny", { metadata: { namespace }, spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } });`,
  },
  severity: "high",
  frameworks: ["CIS Kubernetes 5.3.2", "CIS GKE 4.3.2"],
  types: ["kubernetes:core/v1:Namespace"],
  thresholds: ["privilegedNamespaces"],
  guards: [
    {
      type: POLICY,
      path: "spec.podSelector",
      broken: [{ matchLabels: { app: "one" } }],
      when: (resource) => deniesAll(new Subject(resource)),
    },
  ],
  check(namespace, judge, stack) {
    const name = namespaceName(namespace);
    if (judge.thresholds.privilegedNamespaces.includes(name)) {
      judge.skip("a system namespace");
      return;
    }
    const all = stack.ofTypes([POLICY]).filter((policy) => inOneCluster(policy, namespace) !== false);
    const standing = all.filter((policy) => inNamespace(policy, namespace, name) && deniesAll(policy));
    const denies = standing.some((policy) => inOneCluster(policy, namespace) === true);
    const unclear = [namespace.get("metadata.name"), ...all.map((policy) => policy.get("metadata.namespace"))];
    // In a preview whose cluster does not stand yet, the engine hands over objects without their metadata.
    const bare = [namespace.props, namespace.outputs].every((node) => node.get("metadata").members().length === 0);
    if (!denies && (standing.length > 0 || bare || unclear.some((node) => node.unknown))) {
      judge.doubt("metadata", "which policies stand in the namespace is not known yet");
      return;
    }
    judge.require(
      denies,
      new Node("", namespace.name),
      "a NetworkPolicy that denies by default",
      `Namespace ${name} lets every pod talk to every other.`,
    );
  },
});

function namespaceName(namespace: Subject): string {
  const nodes = [namespace.get("metadata.name"), namespace.outputs.get("metadata.name")];
  return nodes.flatMap((node) => (node.unknown ? [] : (node.text() ?? [])))[0] ?? namespace.name;
}

function inNamespace(policy: Subject, namespace: Subject, name: string): boolean {
  const place = policy.get("metadata.namespace");
  return place.unknown ? policy.sources("metadata").includes(namespace.urn) : place.text() === name;
}

function deniesAll(policy: Subject): boolean {
  const selector = policy.get("spec.podSelector");
  const everyPod = selector.members().every(([, value]) => value.items().length === 0 || value.members().length === 0);
  const types = policy.get("spec.policyTypes").texts();
  const empty = ["ingress", "egress"].every((path) => policy.get("spec").get(path).items().length === 0);
  return everyPod && types.includes("Ingress") && empty;
}
