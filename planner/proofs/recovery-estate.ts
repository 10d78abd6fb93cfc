import type { RecordedObject, RecordedResource, RecordedValue, Recording } from "../recorder";
import { objectOf, property, textOf } from "./read";

/** What the EBS driver writes on every volume of a cluster (its documentation, "Configuration", read 2026-11). */
const VOLUME_TAG = "ebs.csi.aws.com/cluster-name";

/** A recording as the recovery proof looks at it: what belongs to what, and where it stands. */
export class RecordedEstate {
  public readonly first: string;
  public readonly second: string;
  private readonly byUrn: ReadonlyMap<string, RecordedResource>;
  private readonly children = new Map<string, RecordedResource[]>();
  private readonly byType = new Map<string, RecordedResource[]>();

  public constructor(
    recording: Pick<Recording, "resources">,
    regions: { readonly first: string; readonly second: string },
  ) {
    this.first = regions.first;
    this.second = regions.second;
    this.byUrn = new Map(recording.resources.map((resource) => [resource.urn, resource]));
    for (const resource of recording.resources) {
      push(this.byType, resource.type, resource);
      if (resource.parent !== undefined) {
        push(this.children, resource.parent, resource);
      }
    }
  }

  public ofType(type: string): readonly RecordedResource[] {
    return this.byType.get(type) ?? [];
  }

  public get(urn: string): RecordedResource | undefined {
    return this.byUrn.get(urn);
  }

  /** The resource itself and everything below it, custom resources only. */
  public within(urn: string): readonly RecordedResource[] {
    const self = this.byUrn.get(urn);
    const below = (this.children.get(urn) ?? []).flatMap((child) => this.within(child.urn));
    return self?.custom === true ? [self, ...below] : below;
  }

  /** The region that a resource stands in: its own word, its provider's, or its ARN's. */
  public regionOf(resource: RecordedResource): string | undefined {
    const provider = resource.provider === undefined ? undefined : this.byUrn.get(resource.provider);
    return (
      textOf(resource.inputs["region"]) ??
      textOf(provider?.inputs["region"]) ??
      regionOfArn(textOf(property(resource, "arn"))) ??
      textOf(resource.outputs["region"]) ??
      (resource.type.startsWith("kubernetes:") && provider !== undefined ? this.regionOfCluster(provider) : undefined)
    );
  }

  private regionOfCluster(provider: RecordedResource): string | undefined {
    return this.nearestOfCluster(provider, (resource) => this.regionOf(resource));
  }

  /** What the nearest part of a cluster that a Kubernetes provider waited for says of it. */
  private nearestOfCluster(
    provider: RecordedResource,
    say: (part: RecordedResource) => string | undefined,
  ): string | undefined {
    const seen = new Set<string>();
    let layer = [provider];
    while (layer.length > 0) {
      const next = layer
        .flatMap(({ dependencies }) => dependencies)
        .filter((urn) => !seen.has(urn))
        .flatMap((urn) => this.byUrn.get(urn) ?? []);
      for (const resource of next) {
        seen.add(resource.urn);
      }
      const said = next
        .filter(({ type }) => type.startsWith("aws:eks/") || type === "eks:index:Cluster")
        .flatMap((resource) => say(resource) ?? []);
      if (said[0] !== undefined) {
        return said[0];
      }
      layer = next;
    }
    return undefined;
  }

  /** All tags of a resource, those of its provider included; of what stands in a cluster, those of its volumes. */
  public tagsOf(resource: RecordedResource): ReadonlyMap<string, string> {
    const provider = resource.provider === undefined ? undefined : this.byUrn.get(resource.provider);
    if (resource.type.startsWith("kubernetes:") && provider !== undefined) {
      const cluster = this.nearestOfCluster(
        provider,
        ({ inputs, outputs }) =>
          textOf(inputs["clusterName"]) ?? textOf(objectOf(outputs["eksCluster"])["name"]) ?? textOf(inputs["name"]),
      );
      return new Map(cluster === undefined ? [] : [[VOLUME_TAG, cluster]]);
    }
    const blocks = [objectOf(parsed(provider?.inputs["defaultTags"])["tags"]), objectOf(resource.inputs["tags"])];
    return new Map(
      blocks.flatMap((block) =>
        Object.entries(block).flatMap(([key, value]) => {
          const text = textOf(value);
          return text === undefined ? [] : [[key, text] as const];
        }),
      ),
    );
  }
}

export function arnOf(resource: RecordedResource): string {
  return textOf(property(resource, "arn")) ?? "";
}

/** A provider's structured settings reach it as JSON text. */
function parsed(value: RecordedValue | undefined): RecordedObject {
  const text = textOf(value);
  try {
    return objectOf(text === undefined ? value : (JSON.parse(text) as RecordedValue));
  } catch {
    return {};
  }
}

function regionOfArn(arn: string | undefined): string | undefined {
  const region = arn?.split(":")[3];
  return region === "" ? undefined : region;
}

function push<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key);
  if (list === undefined) {
    map.set(key, [item]);
  } else {
    list.push(item);
  }
}
