import type { RecordedObject, RecordedResource, RecordedValue, Recording } from "../recorder";
import { objectOf, property, textOf } from "./read";

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

  /** The region of the cluster that a Kubernetes provider speaks to: the nearest thing with a region that it waited for. */
  private regionOfCluster(provider: RecordedResource): string | undefined {
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
      const regions = next
        .filter(({ type }) => type.startsWith("aws:eks/") || type === "eks:index:Cluster")
        .flatMap((resource) => this.regionOf(resource) ?? []);
      if (regions[0] !== undefined) {
        return regions[0];
      }
      layer = next;
    }
    return undefined;
  }

  /** All tags of a resource, those of its provider included. */
  public tagsOf(resource: RecordedResource): ReadonlyMap<string, string> {
    const provider = resource.provider === undefined ? undefined : this.byUrn.get(resource.provider);
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
