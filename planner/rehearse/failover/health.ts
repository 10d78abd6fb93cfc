import { objectOf, textOf } from "../../proofs/read";
import type { Aftermath } from "./aftermath";
import { type ClusterObjects, metadataOf } from "./cluster";
import type { DeployedResource } from "./deployed";
import { walkService } from "./service";
import { named, type Trail } from "./trail";

/** Keeps what waits, and nothing that an answer needs: a service that answers for its region does not look at it. */
const BROKER = "RabbitmqCluster";

/** What a region's health check learns of. */
export interface HealthLook {
  readonly check: DeployedResource;
  /** Stores that the service behind its path asks: the check fails with any of them. */
  readonly sees: readonly DeployedResource[];
}

/**
 * Follows a health check from the gateway to the service that answers for the region, and to the stores that this one asks.
 * Whatever on that way is gone, and a path that sees no store at all, is a problem of everybody behind the name.
 */
export function followHealth(
  check: DeployedResource,
  objects: ClusterObjects,
  after: Aftermath,
  trail: Trail,
): HealthLook {
  const path = textOf(check.inputs["resourcePath"]) ?? "/";
  const blind = (why: string): HealthLook => {
    trail.problem(`${named(check)} asks ${path}, ${why}`);
    return { check, sees: [] };
  };
  const route = objects.routeOf(path);
  if (route === undefined) {
    return blind(`to which no Ingress of cluster ${objects.cluster.id} leads: it always fails`);
  }
  const { ingress, service } = route;
  if (answersItself(ingress, objects)) {
    return blind(`which the gateway of cluster ${objects.cluster.id} answers itself: it sees no store that is ill`);
  }
  const walk = walkService(service, objects, after);
  for (const problem of walk.trail.problems) {
    trail.problem(problem);
  }
  const sees = [...walk.uses].filter((store) => textOf(store.inputs["kind"]) !== BROKER);
  if (sees.length === 0) {
    return blind(`of ${service}, which keeps nothing: it sees no store that is ill`);
  }
  trail.hop(check, `${named(check)} asks ${path} of ${service}, which asks ${sees.map(named).join(" and ")}`);
  return { check, sees };
}

/** A plugin of the route ends the request at the gateway. */
function answersItself(ingress: DeployedResource, objects: ClusterObjects): boolean {
  const annotations = objectOf(objectOf(ingress.inputs["metadata"])["annotations"]);
  const names = (textOf(annotations["konghq.com/plugins"]) ?? "").split(",");
  const { namespace } = metadataOf(ingress);
  return names.some((name) => objects.find("KongPlugin", name, namespace)?.inputs["plugin"] === "request-termination");
}
