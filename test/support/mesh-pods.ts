import { type RecordedResource, type Recording, revealed } from "../../planner/recorder";

type Labels = Readonly<Record<string, string>>;

/** Pods that a recording makes or has a chart make, as the mesh and NetworkPolicies see them. */
export interface MeshPods {
  /** Of the resource whose pods they are. */
  readonly urn: string;
  readonly namespace: string;
  /** Those that are known: a chart adds its own. */
  readonly labels: Labels;
}

interface Peer {
  readonly namespaceSelector?: { readonly matchLabels?: Labels };
  readonly podSelector?: { readonly matchLabels?: Labels };
}

interface Policy {
  readonly urn: string;
  readonly metadata: { readonly namespace: string };
  readonly spec: {
    readonly podSelector: { readonly matchLabels?: Labels };
    readonly ingress?: readonly {
      readonly from?: readonly Peer[];
      readonly ports?: readonly { readonly port: number }[];
    }[];
  };
}

const INJECTED = "sidecar.istio.io/inject";

/** Every set of pods that gets a sidecar. */
export function meshPods({ resources }: Recording): readonly MeshPods[] {
  return resources.flatMap((resource) => {
    const { namespace, labels } = podsOf(resource);
    return labels[INJECTED] === "true" ? [{ urn: resource.urn, namespace, labels }] : [];
  });
}

function podsOf({ inputs }: RecordedResource): { readonly namespace: string; readonly labels: Labels } {
  const { metadata, namespace, spec, values } = JSON.parse(JSON.stringify(revealed(inputs)));
  const template = spec?.template ?? spec?.jobTemplate?.spec?.template;
  return {
    namespace: metadata?.namespace ?? namespace ?? "",
    labels: template?.metadata?.labels ?? values?.podLabels ?? {},
  };
}

/** Pods that no policy opens to a caller at a port. @param apart a part of URNs that marks another cluster */
export function closedTo(
  recording: Recording,
  caller: { readonly namespace: string; readonly podLabels: Labels },
  port: number,
  apart = "SecondRegion",
): readonly MeshPods[] {
  const policies = recording
    .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .map(({ urn, inputs }): Policy => ({ urn, ...JSON.parse(JSON.stringify(revealed(inputs))) }));
  const opens = ({ spec }: Policy) =>
    (spec.ingress ?? []).some(
      ({ from = [], ports = [] }) =>
        ports.some((open) => open.port === port) && from.some((peer) => isPeer(peer, caller)),
    );
  return meshPods(recording).filter(
    (pods) =>
      !policies.some(
        (policy) =>
          policy.urn.includes(apart) === pods.urn.includes(apart) &&
          policy.metadata.namespace === pods.namespace &&
          isWithin(policy.spec.podSelector.matchLabels, pods.labels) &&
          opens(policy),
      ),
  );
}

function isPeer(peer: Peer, caller: { readonly namespace: string; readonly podLabels: Labels }): boolean {
  return (
    peer.namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"] === caller.namespace &&
    isWithin(peer.podSelector?.matchLabels, caller.podLabels)
  );
}

/** All of a selector's labels are among the pods'. */
function isWithin(selector: Labels = {}, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
