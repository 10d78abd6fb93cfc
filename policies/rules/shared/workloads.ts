import type { Judge, Node, Subject } from "../../engine";

/** Where each kind of workload keeps the pod that it makes. */
const POD_PLACES: Readonly<Record<string, string>> = {
  "kubernetes:apps/v1:Deployment": "spec.template.spec",
  "kubernetes:apps/v1:StatefulSet": "spec.template.spec",
  "kubernetes:apps/v1:DaemonSet": "spec.template.spec",
  "kubernetes:apps/v1:ReplicaSet": "spec.template.spec",
  "kubernetes:core/v1:ReplicationController": "spec.template.spec",
  "kubernetes:argoproj.io/v1alpha1:Rollout": "spec.template.spec",
  "kubernetes:batch/v1:Job": "spec.template.spec",
  "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.spec",
  "kubernetes:core/v1:Pod": "spec",
};

export const WORKLOADS: readonly string[] = Object.keys(POD_PLACES);

/** The workloads that a Service balances over, and that a drain may empty. */
export const REPLICATED = [
  "kubernetes:apps/v1:Deployment",
  "kubernetes:apps/v1:StatefulSet",
  "kubernetes:argoproj.io/v1alpha1:Rollout",
] as const;

export function podPath(type: string): string {
  return POD_PLACES[type] ?? "spec.template.spec";
}

export function podOf(workload: Subject): Node {
  return workload.get(podPath(workload.type));
}

/** Every container of a pod: the init and ephemeral ones too. */
export function containersOf(pod: Node): readonly Node[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((list) => pod.get(list).items());
}

export function namespaceOf(subject: Subject): string {
  const node = subject.get("metadata.namespace");
  return node.unknown ? "" : (node.text() ?? "default");
}

/** Does the workload run where things may touch the node: CNI, CSI, Falco? */
export function isPrivilegedPlace(subject: Subject, judge: Judge): boolean {
  return judge.thresholds.privilegedNamespaces.includes(namespaceOf(subject));
}

/** Guards for every workload: a path inside the pod. */
export function podGuards(path: string, broken: readonly (string | boolean | number | readonly string[])[]) {
  return WORKLOADS.map((type) => ({ type, path: `${podPath(type)}.${path}`, broken }));
}
