import { scopeOfServer } from "../../../simulator/provider";
import { listOf, numberOf, objectOf, textOf } from "../../proofs/read";
import { coldMinutes } from "../../proofs/recovery";
import { POD_START } from "../../proofs/recovery-facts";
import type { RecordedObject } from "../../recorder";
import type { Aftermath } from "./aftermath";
import type { Deployed, DeployedResource } from "./deployed";

/** Folders of rendered manifests have this scope. */
const RENDERED = "render:";
const WORKLOADS = ["Deployment", "Rollout", "StatefulSet"];

/** What lives in one cluster: what the engine put there, and what Argo CD brings from the folders that it reads. */
export class ClusterObjects {
  public readonly cluster: DeployedResource;
  private readonly objects: Deployed;
  private readonly after: Aftermath;

  public constructor(cluster: DeployedResource, after: Aftermath) {
    this.cluster = cluster;
    this.after = after;
    const scope = scopeOfServer(textOf(cluster.outputs["endpoint"]) ?? "");
    const own = after.left.filter((one) => one.scope === scope);
    const folders = own.filter(({ inputs }) => inputs["kind"] === "Application").flatMap(pathsOf);
    const brought = after.left.filter(
      (one) =>
        one.scope.startsWith(RENDERED) && folders.some((path) => path.endsWith(one.scope.slice(RENDERED.length))),
    );
    this.objects = [...own, ...brought];
  }

  public all(kind: string): Deployed {
    return this.objects.filter(({ inputs }) => inputs["kind"] === kind);
  }

  public find(kind: string, name: string | undefined, namespace?: string): DeployedResource | undefined {
    return this.all(kind).find((one) => {
      const metadata = metadataOf(one);
      return metadata.name === name && (namespace === undefined || metadata.namespace === namespace);
    });
  }

  /** What runs pods of this name. */
  public workload(name: string, namespace?: string): DeployedResource | undefined {
    return WORKLOADS.flatMap((kind) => this.find(kind, name, namespace) ?? [])[0];
  }

  /** The Ingress that leads to a Service. */
  public ingressTo(service: string, namespace: string): DeployedResource | undefined {
    return this.all("Ingress").find(
      (one) => metadataOf(one).namespace === namespace && backendsOf(one).includes(service),
    );
  }

  /** Where the gateway leads a path: an exact match first, then the longest prefix. */
  public routeOf(path: string): { readonly ingress: DeployedResource; readonly service: string } | undefined {
    const fits = (one: RoutedPath): boolean => {
      return one.exact ? one.path === path : `${path}/`.startsWith(one.path.endsWith("/") ? one.path : `${one.path}/`);
    };
    return this.all("Ingress")
      .flatMap((ingress) => pathsOfIngress(ingress).map((one) => ({ ingress, ...one })))
      .filter(fits)
      .sort((one, other) => Number(other.exact) - Number(one.exact) || other.path.length - one.path.length)[0];
  }

  /** Fewest pods that a workload has. */
  public fewestPods(workload: DeployedResource): number {
    const { name, namespace } = metadataOf(workload);
    const targets = (one: DeployedResource) => textOf(objectOf(specOf(one)["scaleTargetRef"])["name"]) === name;
    const scaler = [...this.all("ScaledObject"), ...this.all("HorizontalPodAutoscaler")].find(
      (one) => metadataOf(one).namespace === namespace && targets(one),
    );
    const spec = scaler === undefined ? {} : specOf(scaler);
    const least = spec["minReplicaCount"] ?? spec["minReplicas"] ?? specOf(workload)["replicas"];
    return numberOf(least, 1);
  }

  /** Minutes until its first pod answers, once somebody calls. */
  public startMinutes(workload: DeployedResource): number {
    return this.fewestPods(workload) === 0 ? POD_START : 0;
  }

  /** Node groups that take any pod. */
  public nodeGroups(): Deployed {
    return this.after
      .ofType("aws:eks/nodeGroup:NodeGroup")
      .filter(({ inputs, scope }) => inputs["clusterName"] === this.cluster.id && scope === this.cluster.scope)
      .filter(({ inputs }) => listOf(inputs["taints"]).length === 0);
  }

  public nodes(): number {
    return this.nodeGroups().reduce(
      (sum, { inputs }) => sum + numberOf(objectOf(inputs["scalingConfig"])["desiredSize"], 1),
      0,
    );
  }

  /** Minutes until there is a node; undefined where none can ever be. */
  public nodeMinutes(): number | undefined {
    const groups = this.nodeGroups();
    return groups.length === 0 ? undefined : Math.min(...groups.map(coldMinutes));
  }
}

export function specOf({ inputs }: DeployedResource): RecordedObject {
  return objectOf(inputs["spec"]);
}

export function metadataOf({ inputs, outputs }: DeployedResource): {
  readonly name: string | undefined;
  readonly namespace: string;
} {
  const [given, made] = [objectOf(inputs["metadata"]), objectOf(outputs["metadata"])];
  return {
    name: textOf(given["name"] ?? made["name"]),
    namespace: textOf(given["namespace"] ?? made["namespace"]) ?? "default",
  };
}

/** `Rollout shop/order`. */
export function called(object: DeployedResource): string {
  const { name, namespace } = metadataOf(object);
  return `${textOf(object.inputs["kind"])} ${namespace}/${name}`;
}

function pathsOf(application: DeployedResource): readonly string[] {
  const spec = specOf(application);
  return [...listOf(spec["source"]), ...listOf(spec["sources"])].flatMap((one) => textOf(objectOf(one)["path"]) ?? []);
}

/** One path of an Ingress. */
interface RoutedPath {
  readonly path: string;
  readonly exact: boolean;
  readonly service: string;
}

function pathsOfIngress(ingress: DeployedResource): readonly RoutedPath[] {
  return listOf(specOf(ingress)["rules"])
    .flatMap((rule) => listOf(objectOf(objectOf(rule)["http"])["paths"]))
    .map(objectOf)
    .map(({ path, pathType, backend }) => ({
      path: textOf(path) ?? "/",
      exact: pathType === "Exact",
      service: textOf(objectOf(objectOf(backend)["service"])["name"]) ?? "",
    }));
}

function backendsOf(ingress: DeployedResource): readonly string[] {
  return pathsOfIngress(ingress).map(({ service }) => service);
}
