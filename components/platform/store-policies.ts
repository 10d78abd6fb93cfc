import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import type { networking } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { fitName } from "../core/names";
import { NAME_LIMIT } from "./checks";
import { callerRules, memberRules } from "./network-rules";
import type { TrafficSource } from "./workload";

/** A store inside a cluster, as the policies around its pods see it. */
export interface PolicedStore {
  /** Its name in the cluster, with which the policies' names begin. */
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly childName: (role: string, key?: string) => string;
  readonly options: pulumi.CustomResourceOptions;
  readonly metadata: (name: string) => object;
}

/**
 * The store's members talk among themselves, and nobody else is let in.
 * @param ports TCP ports between them @param apiPorts TCP ports of the Kubernetes API
 */
export function membersPolicy(
  store: PolicedStore,
  ports: readonly number[],
  apiPorts: readonly number[],
): NetworkPolicy {
  const rules = memberRules(store.namespace, store.podLabels, ports, apiPorts);
  return policy(store, ["network-policy"], store.name, rules);
}

/** Lets a caller in. @param key part of names, unique among the callers */
export function admitCaller(store: PolicedStore, key: string, source: TrafficSource, port: number): NetworkPolicy {
  const ending = `${key}-${port}`;
  return policy(store, ["from", ending], `${store.name}-from-${ending}`, callerRules(source, port));
}

function policy(
  store: PolicedStore,
  child: Parameters<PolicedStore["childName"]>,
  name: string,
  spec: Omit<networking.v1.NetworkPolicySpec, "podSelector">,
): NetworkPolicy {
  return new NetworkPolicy(
    store.childName(...child),
    {
      metadata: store.metadata(fitName(name, NAME_LIMIT)),
      spec: { podSelector: { matchLabels: store.podLabels }, ...spec },
    },
    store.options,
  );
}
