import { isDeepStrictEqual } from "node:util";
import { Node, type Subject } from "../../engine";

/** What a provider names its cluster by. */
const CONNECTION = ["kubeconfig", "context", "cluster"] as const;

/** The engine's own provider of a package: `default`, or `default_4_34_2` for one version. */
const DEFAULT_PROVIDER = /::default(_\d+_\d+_\d+)?$/;

/**
 * Do two Kubernetes objects live in one cluster, as far as their providers tell? A provider that renders manifests into a
 * folder tells nothing of the cluster that will read them, so that what it renders counts as in any.
 *
 * @returns undefined where two providers stand on connections that are not known yet
 */
export function inOneCluster(one: Subject, other: Subject): boolean | undefined {
  const [a, b] = [one.resource.provider, other.resource.provider];
  if (a === undefined || b === undefined || placeOf(a.urn) === placeOf(b.urn)) {
    return true;
  }
  const [first, second] = [new Node("", a.props), new Node("", b.props)];
  if ([first, second].some((provider) => provider.get("renderYamlToDirectory").present)) {
    return true;
  }
  const places = CONNECTION.map((property) => [first.get(property), second.get(property)] as const);
  if (places.some((pair) => pair.some((node) => node.unknown))) {
    return undefined;
  }
  return places.every(([here, there]) => isDeepStrictEqual(here.value(), there.value()));
}

function placeOf(urn: string): string {
  return DEFAULT_PROVIDER.test(urn) ? "default" : urn;
}
