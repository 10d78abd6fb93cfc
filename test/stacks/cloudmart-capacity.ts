import type { Recording } from "../../planner/recorder";

/** Thousandths of a core, and MiB. */
export interface Demand {
  readonly cpu: number;
  readonly memory: number;
}

/**
 * What a t3.medium has for pods: 2 cores and 3,884 MiB, less what the node's own software keeps. Machine images for Amazon
 * Linux 2023 keep 70m and 255 + 11 × 17 MiB, by the 17 pods of the instance type whatever prefix delegation allows, and
 * 100 MiB below which pods are evicted (amazon-eks-ami, nodeadm/internal/kubelet/config.go).
 */
export const T3_MEDIUM: Demand = { cpu: 1930, memory: 3342 };

/** Requests of what EKS's add-ons run, as their manifests have them; charts of ours state theirs in their values. */
const AGENTS: readonly Demand[] = [
  { cpu: 50, memory: 0 }, // aws-node with its agent for network policies
  { cpu: 100, memory: 0 }, // kube-proxy
  { cpu: 30, memory: 120 }, // ebs-csi-node
  { cpu: 250, memory: 128 }, // cloudwatch-agent
  { cpu: 50, memory: 25 }, // fluent-bit
];
const CONTROLLERS: readonly Demand[] = [
  { cpu: 2 * 100, memory: 2 * 70 }, // coredns
  { cpu: 2 * 60, memory: 2 * 240 }, // ebs-csi-controller
  { cpu: 2 * 100, memory: 2 * 200 }, // metrics-server
  { cpu: 100, memory: 64 }, // amazon-cloudwatch-observability-controller-manager
];

/** Pods of every node: the five agents above, the agent for pods' roles, Falco, and the exporter of the node's metrics. */
export const AGENT_PODS = AGENTS.length + 3;
/** Pods beside the shop's: DNS, volumes, metrics and balancers by two, secrets by three, the autoscaler, CloudWatch's operator. */
export const CONTROLLER_PODS = 4 * 2 + 3 + 1 + 1;
/** Pods of Prometheus' operator, Prometheus, Alertmanager, Grafana, the exporter of objects' states, Jaeger, and the collector. */
export const OBSERVABILITY_PODS = 7;

export function sum(demands: readonly Demand[]): Demand {
  return demands.reduce(({ cpu, memory }, next) => ({ cpu: cpu + next.cpu, memory: memory + next.memory }), {
    cpu: 0,
    memory: 0,
  });
}

export function times({ cpu, memory }: Demand, count: number): Demand {
  return { cpu: cpu * count, memory: memory * count };
}

/** Of every node. */
export function agents(recording: Recording): Demand {
  return sum([
    ...AGENTS,
    requests(chart(recording, "falco"), "resources"),
    requests(chart(recording, "kube-prometheus-stack"), "prometheus-node-exporter", "resources"),
  ]);
}

/** Of the controllers that stand beside the shop. */
export function controllers(recording: Recording): Demand {
  const secrets = chart(recording, "external-secrets");
  return sum([
    ...CONTROLLERS,
    requests(chart(recording, "cluster-autoscaler"), "resources"),
    requests(secrets, "resources"),
    requests(secrets, "webhook", "resources"),
    requests(secrets, "certController", "resources"),
  ]);
}

/** Of Prometheus, Grafana and Jaeger with their helpers. */
export function observability(recording: Recording): Demand {
  const stack = chart(recording, "kube-prometheus-stack");
  return sum([
    requests(stack, "prometheusOperator", "resources"),
    times(requests(stack, "prometheusOperator", "prometheusConfigReloader", "resources"), 2),
    requests(stack, "prometheus", "prometheusSpec", "resources"),
    requests(stack, "alertmanager", "alertmanagerSpec", "resources"),
    requests(stack, "grafana", "resources"),
    times(requests(stack, "grafana", "sidecar", "resources"), 2),
    requests(stack, "kube-state-metrics", "resources"),
    requests(chart(recording, "jaeger"), "jaeger", "resources"),
    requests(chart(recording, "opentelemetry-collector"), "resources"),
  ]);
}

/** The values of a chart. */
export function chart(recording: Recording, name: string): unknown {
  return recording.ofType("kubernetes:helm.sh/v4:Chart").find(({ inputs }) => inputs["chart"] === name)?.inputs[
    "values"
  ];
}

/** The requests at a path of plain data. */
export function requests(values: unknown, ...path: readonly string[]): Demand {
  const found = at(values, ...path, "requests");
  return { cpu: quantity(at(found, "cpu")), memory: quantity(at(found, "memory")) };
}

export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => new Map(Object.entries(Object(inner))).get(key), value);
}

/** `100m` and `128Mi` as they stand, cores and Gi by their thousand. A size that nobody gave is a mistake of the test. */
export function quantity(text: unknown): number {
  const [, digits, unit] = /^([\d.]+)(m|Mi|Gi)?$/.exec(String(text)) ?? [];
  if (digits === undefined) {
    throw new Error(`no quantity: ${String(text)}`);
  }
  return Number(digits) * (unit === "Gi" ? 1024 : unit === undefined ? 1000 : 1);
}

/** What plain data asks of nodes: every `requests` in it, as often as the nearest `count` or `replicas` says. */
export function demandOf(value: unknown, copies = 1): Demand {
  if (typeof value !== "object" || value === null) {
    return { cpu: 0, memory: 0 };
  }
  const own = at(value, "count") ?? at(value, "replicas") ?? at(value, "replicaCount");
  const here = typeof own === "number" ? own : copies;
  const inner = Object.entries(value).map(([key, entry]) =>
    key === "requests" ? times(requested(entry), here) : demandOf(entry, here),
  );
  return sum(inner);
}

function requested(entry: unknown): Demand {
  const [cpu, memory] = [at(entry, "cpu"), at(entry, "memory")];
  return { cpu: cpu === undefined ? 0 : quantity(cpu), memory: memory === undefined ? 0 : quantity(memory) };
}

/**
 * What stands on the platform's nodes of one cluster: all charts and custom resources that are placed there, the clusters of
 * a stack having the same.
 *
 * @param least how many must be found, since a figure that counts nothing would fit everywhere
 */
export function platformDemand(recording: Recording, least: number): Demand {
  const placed = recording.resources.filter(
    ({ type, inputs }) =>
      /helm\.sh\/v4:Chart$|:(Elasticsearch|Kibana|Logstash|RabbitmqCluster)$/.test(type) &&
      JSON.stringify(inputs).includes('"multicloud-estate/nodes":"observability"') &&
      inputs["chart"] !== "fluent-bit",
  );
  const names = new Map(placed.map(({ name, inputs }) => [name, inputs]));
  if (names.size < least) {
    throw new Error(`placed: ${[...names.keys()].join(", ")}`);
  }
  return sum([...names.values()].map((inputs) => demandOf(inputs)));
}
