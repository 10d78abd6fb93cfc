import { type RecordedResource, type Recording, revealed } from "../../../planner/recorder";
import { type PlainObject, plain } from "./client";

/** What a stack puts on one of its clusters. */
export interface ClusterObjects {
  /** Tells the stack's clusters apart: the cluster's ARN, or the context of a kubeconfig. */
  readonly cluster: string;
  readonly objects: readonly PlainObject[];
}

const PROVIDER = "pulumi:providers:kubernetes";
const CHART = "kubernetes:helm.sh/v4:Chart";

/** Stands for the folder that Argo CD applies, to each cluster of the stack. */
const RENDERED = "rendered";

/** Sorts a stack's Kubernetes objects by the clusters that they go to. */
export function clustersOf(recording: Recording): readonly ClusterObjects[] {
  const clusters = new Map(recording.ofType(PROVIDER).map((provider) => [provider.urn, clusterOf(provider)]));
  const sorted = new Map<string, RecordedResource[]>();
  for (const resource of recording.resources) {
    const cluster = clusters.get(resource.provider ?? "");
    if (cluster !== undefined && resource.custom && !resource.external) {
      sorted.set(cluster, [...(sorted.get(cluster) ?? []), resource]);
    }
  }
  const rendered = sorted.get(RENDERED) ?? [];
  return [...sorted]
    .filter(([cluster]) => cluster !== RENDERED)
    .map(([cluster, own]) => ({
      cluster,
      objects: [...own, ...rendered].map(objectOf),
    }));
}

function clusterOf({ inputs, urn }: RecordedResource): string {
  if (typeof inputs["renderYamlToDirectory"] === "string") {
    return RENDERED;
  }
  const told = inputs["clusterIdentifier"] ?? inputs["context"];
  return typeof told === "string" ? told : urn;
}

function objectOf({ inputs, name }: RecordedResource): PlainObject {
  const object = plain(revealed(inputs));
  // Where the program names no object, the provider does, after the resource.
  return { ...object, metadata: { name, ...plain(object["metadata"]) } };
}

/** Versions of a stack's charts, by name; what they install themselves is in no plan. */
export function chartsOf(recording: Recording): ReadonlyMap<string, string> {
  const charts = recording.ofType(CHART);
  return new Map(charts.map(({ inputs }) => [String(inputs["chart"]), String(inputs["version"])]));
}
