import type { networking } from "@pulumi/kubernetes/types/input";
import type { TrafficSource } from "./workload";

type PolicySpec = networking.v1.NetworkPolicySpec;
type Egress = networking.v1.NetworkPolicyEgressRule;
type Peer = networking.v1.NetworkPolicyPeer;

/** Names are looked up at the cluster's DNS, and nowhere else. */
export const DNS_EGRESS: Egress = {
  to: [podsOf("kube-system", { "k8s-app": "kube-dns" })],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};

/** The agent of EKS Pod Identity on the pod's own node (EKS user guide, "Learn how EKS Pod Identity works"). */
export const POD_IDENTITY_EGRESS: Egress = {
  to: [{ ipBlock: { cidr: "169.254.170.23/32" } }],
  ports: [{ protocol: "TCP", port: 80 }],
};

/** What is not the internet: private networks (RFC 1918, RFC 6598) and link-local addresses, the node's metadata among them. */
export const PRIVATE_BLOCKS = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];

/** Pods of a namespace, which Kubernetes itself labels with its name. */
export function podsOf(namespace: string, labels: Readonly<Record<string, string>>): Peer {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    ...(Object.keys(labels).length === 0 ? {} : { podSelector: { matchLabels: { ...labels } } }),
  };
}

/** Addresses of the internet. */
export const INTERNET: Peer = { ipBlock: { cidr: "0.0.0.0/0", except: PRIVATE_BLOCKS } };

export function blocks(cidrs: readonly string[]): Peer[] {
  return cidrs.map((cidr) => ({ ipBlock: { cidr } }));
}

export function tcp(...ports: readonly number[]): { protocol: string; port: number }[] {
  return ports.map((port) => ({ protocol: "TCP", port }));
}

/** Lets callers in: pods of a namespace, or addresses. */
export function callerRules(source: TrafficSource, port: number): Pick<PolicySpec, "policyTypes" | "ingress"> {
  const from = "cidrs" in source ? blocks(source.cidrs) : [podsOf(source.namespace, source.podLabels ?? {})];
  return { policyTypes: ["Ingress"], ingress: [{ from, ports: tcp(port) }] };
}

/**
 * Pods that make up one store talk among themselves, and to the Kubernetes API, whose addresses nobody knows beforehand.
 *
 * @param ports TCP ports between them
 */
export function memberRules(
  namespace: string,
  labels: Readonly<Record<string, string>>,
  ports: readonly number[],
): Pick<PolicySpec, "policyTypes" | "ingress" | "egress"> {
  const own = [podsOf(namespace, labels)];
  const networks = blocks(PRIVATE_BLOCKS.filter((block) => block !== "169.254.0.0/16"));
  return {
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: own, ports: tcp(...ports) }],
    egress: [DNS_EGRESS, { to: own, ports: tcp(...ports) }, { to: [INTERNET, ...networks], ports: tcp(443, 6443) }],
  };
}

/**
 * How one side of a connection names the other: by its name alone in the same namespace, and with the namespace after a dot,
 * which neither name can hold, elsewhere. Workloads named alike in two namespaces would otherwise share one policy.
 */
export function peerKey(own: string, peer: { readonly namespace: string; readonly name: string }): string {
  return peer.namespace === own ? peer.name : `${peer.name}.${peer.namespace}`;
}
