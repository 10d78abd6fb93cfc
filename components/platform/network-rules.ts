import type { networking } from "@pulumi/kubernetes/types/input";
import type { Faults } from "../core/faults";
import { checkWhole } from "./checks";
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

/** Where EKS answers as the Kubernetes API: at its Service and behind it alike. */
export const API_PORTS: readonly number[] = [443];

/**
 * Networks in which the Kubernetes API has addresses that nobody knows beforehand. Link-local ones are not among them: the
 * nodes' metadata stays closed.
 */
export const NETWORKS = blocks(PRIVATE_BLOCKS.filter((block) => block !== "169.254.0.0/16"));

/** Pods of a namespace, which Kubernetes itself labels with its name. */
export function podsOf(namespace: string, labels: Readonly<Record<string, string>>): Peer {
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    ...(Object.keys(labels).length === 0 ? {} : { podSelector: { matchLabels: { ...labels } } }),
  };
}

/** Addresses of the internet. */
export const INTERNET: Peer = { ipBlock: { cidr: "0.0.0.0/0", except: PRIVATE_BLOCKS } };

/** Records ports at which no API can listen. */
export function checkApiPorts(faults: Faults, ports: readonly number[]): void {
  faults.check(ports.length > 0, {
    property: "apiPorts",
    given: ports,
    allowed: "at least one port: an empty list would open all of them",
    fix: "name the port of the Service, 443, and the one behind it where that is another",
  });
  for (const port of ports) {
    checkWhole(faults, "apiPorts", port, { min: 1, max: 65_535 }, "a port");
  }
}

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
 * @param ports TCP ports between them @param apiPorts TCP ports of the API
 */
export function memberRules(
  namespace: string,
  labels: Readonly<Record<string, string>>,
  ports: readonly number[],
  apiPorts: readonly number[],
): Pick<PolicySpec, "policyTypes" | "ingress" | "egress"> {
  const own = [podsOf(namespace, labels)];
  return {
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: own, ports: tcp(...ports) }],
    egress: [DNS_EGRESS, { to: own, ports: tcp(...ports) }, { to: [INTERNET, ...NETWORKS], ports: tcp(...apiPorts) }],
  };
}

/**
 * How one side of a connection names the other: by its name alone in the same namespace, and with the namespace after a dot,
 * which neither name can hold, elsewhere. Workloads named alike in two namespaces would otherwise share one policy.
 */
export function peerKey(own: string, peer: { readonly namespace: string; readonly name: string }): string {
  return peer.namespace === own ? peer.name : `${peer.name}.${peer.namespace}`;
}
