import type { Series } from "./promql";

/** A pod with the container ports by which Prometheus finds it. */
export interface ScrapedPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly container: string; readonly name: string; readonly port: number }[];
}

/** A step of relabelling, as Prometheus' operator has it. */
export interface Relabeling {
  readonly action: string;
  readonly sourceLabels: readonly string[];
  readonly regex?: string;
  readonly targetLabel?: string;
  readonly replacement?: string;
}

/** A PodMonitor, as far as the labels of its targets depend on it. */
export interface Monitor {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: {
    readonly namespaceSelector: { readonly any?: boolean; readonly matchNames?: readonly string[] };
    readonly selector: {
      readonly matchLabels?: Readonly<Record<string, string>>;
      readonly matchExpressions?: readonly { readonly key: string; readonly operator: string }[];
    };
    readonly podMetricsEndpoints: readonly { readonly port: string; readonly relabelings?: readonly Relabeling[] }[];
  };
}

/** A pod as a sidecar of Istio's is found on it, by the port of the injected container. */
export const SIDECAR_PORT = { container: "istio-proxy", name: "http-envoy-prom", port: 15_090 } as const;

/**
 * Labels of the targets that a monitor makes of a pod: what Prometheus' operator writes for every PodMonitor, then its own
 * relabelings (Prometheus operator, `generatePodMonitorConfig`; Prometheus, `kubernetes_sd_config` of role pod; read 2026-11).
 */
export function targetsOf(monitor: Monitor, pod: ScrapedPod): readonly Series[] {
  return monitor.spec.podMetricsEndpoints.flatMap((endpoint) =>
    pod.ports
      .filter(({ name }) => name === endpoint.port && isChosen(monitor, pod))
      .flatMap((port): Series[] => {
        const target = (endpoint.relabelings ?? []).reduce<Series | undefined>(relabel, {
          ...discovered(pod, port),
          namespace: pod.namespace,
          pod: pod.name,
          container: port.container,
          endpoint: endpoint.port,
          job: `${monitor.metadata.namespace}/${monitor.metadata.name}`,
        });
        if (target === undefined) {
          return [];
        }
        const kept = Object.entries(target).filter(([label]) => !label.startsWith("__"));
        return [{ ...Object.fromEntries(kept), instance: target["__address__"] ?? "" }];
      }),
  );
}

/** A series as it is stored: labels of its own that the target has, too, are put aside, unless they are honoured. */
export function scraped(target: Series, name: string, own: Series = {}, honoured = false): Series {
  const aside = Object.entries(own).map(([label, value]) => [
    !honoured && label in target ? `exported_${label}` : label,
    value,
  ]);
  return { ...target, ...Object.fromEntries(aside), __name__: name };
}

function isChosen({ spec: { namespaceSelector, selector } }: Monitor, { namespace, labels }: ScrapedPod): boolean {
  return (
    (namespaceSelector.any === true || (namespaceSelector.matchNames ?? []).includes(namespace)) &&
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every(({ key, operator }) => operator === "Exists" && key in labels)
  );
}

function discovered(pod: ScrapedPod, { container, name, port }: ScrapedPod["ports"][number]): Series {
  const labels = Object.entries(pod.labels).map(([key, value]) => [
    `__meta_kubernetes_pod_label_${key.replace(/\W/g, "_")}`,
    value,
  ]);
  return {
    ...Object.fromEntries(labels),
    __address__: `10.1.2.3:${port}`,
    __meta_kubernetes_namespace: pod.namespace,
    __meta_kubernetes_pod_name: pod.name,
    __meta_kubernetes_pod_ip: "10.1.2.3",
    __meta_kubernetes_pod_container_name: container,
    __meta_kubernetes_pod_container_port_name: name,
  };
}

/** One step of Prometheus' relabelling, of a target or of a series; a dropped one is undefined. */
export function relabel(target: Series | undefined, step: Relabeling): Series | undefined {
  if (target === undefined) {
    return undefined;
  }
  const source = step.sourceLabels.map((label) => target[label] ?? "").join(";");
  const match = new RegExp(`^(?:${step.regex ?? "(.*)"})$`).exec(source);
  switch (step.action) {
    case "keep":
      return match === null ? undefined : target;
    case "drop":
      return match === null ? target : undefined;
    case "replace":
      return match === null || step.targetLabel === undefined
        ? target
        : {
            ...target,
            [step.targetLabel]: (step.replacement ?? "$1").replace(/\$(\d)/g, (_, at) => match[Number(at)] ?? ""),
          };
    default:
      throw new Error(`No action of relabelling here: ${step.action}`);
  }
}
