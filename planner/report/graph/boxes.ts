import type { PlannedResource, StackPlan } from "../../plan/document";
import { textOf } from "../../proofs/read";
import { highlights } from "./highlights";
import { type Box, CLOUD_TITLES, type CloudName, type Frame } from "./model";
import { Networks } from "./networks";
import { cloudOf, kindOf, Resources } from "./resources";

/** Clouds that a component is divided by; Kubernetes is a place inside of one. */
const DIVIDING: readonly CloudName[] = ["aws", "gcp", "azure"];

/** Stands at the edge of AWS's own network, in front of every VPC. */
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";

const CLUSTER = "aws:eks/cluster:Cluster";

/** The boxes and frames of a stack, and which box each of its resources is in. */
export class Boxes {
  public readonly resources: Resources;
  public readonly boxes: Box[] = [];
  public readonly frames: Frame[] = [];
  /** By the URN of a resource or a component: a box, or the frame that stands for it. */
  private readonly owners = new Map<string, string>();
  private readonly networks: Networks;
  private readonly clusters: readonly Frame[];

  public constructor(plan: StackPlan) {
    this.resources = new Resources(plan);
    this.networks = new Networks(this.resources);
    this.clusters = this.resources.ofType(CLUSTER).map((cluster) => this.clusterFrame(cluster));
    const stack = this.resources.all.find((resource) => resource.parent === null);
    const top = this.resources.childrenOf(stack?.urn ?? null);
    for (const [urn, part] of this.networks.partOwners) {
      this.owners.set(urn, part);
    }
    for (const resource of top.filter((one) => !one.custom)) {
      this.addComponent(resource);
    }
    this.addLoose(top.filter((one) => one.custom && cloudOf(one.type) !== undefined));
    this.frames.push(...this.cloudFrames(), ...this.networks.frames.map((frame) => this.inCloud(frame)));
    this.frames.push(...this.clusters.map((frame) => this.inCloud(frame)));
    this.boxes.push(...this.networks.parts.filter((part) => this.frames.some((frame) => frame.id === part.within)));
  }

  /** The box that a resource is in; undefined where none was made for it. */
  public readonly ownerOf = (urn: string | undefined): string | undefined => {
    for (let current = urn; current !== undefined; current = this.resources.byUrn.get(current)?.parent ?? undefined) {
      const owner = this.owners.get(current);
      if (owner !== undefined) {
        return owner;
      }
    }
    return undefined;
  };

  private addComponent(component: PlannedResource): void {
    const network = this.networks.vpcOwners.get(component.urn);
    if (network !== undefined) {
      this.owners.set(component.urn, network);
      return;
    }
    const custom = this.resources.customBelow(component.urn);
    const placed = this.placedParts(component, custom);
    if (placed.length > 0) {
      this.addPlacedParts(component, placed);
      return;
    }
    const clouds = DIVIDING.filter((cloud) => custom.some((resource) => cloudOf(resource.type) === cloud));
    if (clouds.length <= 1) {
      this.addBox(component, component.urn, custom, clouds[0] ?? "kubernetes");
      return;
    }
    // What spans several clouds is shown as its parts, each in its own.
    for (const child of this.resources.childrenOf(component.urn).filter((one) => !one.custom)) {
      this.addComponent(child);
    }
    const direct = this.resources.childrenOf(component.urn).filter((one) => one.custom);
    for (const cloud of clouds) {
      const own = direct
        .filter((one) => cloudOf(one.type) === cloud)
        .flatMap((one) => [one, ...this.resources.customBelow(one.urn)]);
      if (own.length > 0) {
        this.addBox(component, `${component.urn}#${cloud}`, own, cloud);
        for (const resource of own) {
          this.owners.set(resource.urn, `${component.urn}#${cloud}`);
        }
      }
    }
  }

  /** The components below this one that stand in tiers of their own, where it has parts in several, or outside of networks. */
  private placedParts(component: PlannedResource, custom: readonly PlannedResource[]): readonly PlannedResource[] {
    const outside = custom.some((resource) => resource.type === DISTRIBUTION);
    const parts = this.resources.childrenOf(component.urn).filter((one) => !one.custom);
    const placed = parts.flatMap((part) => {
      const frame = this.networks.frameFor(this.resources.customBelow(part.urn));
      return frame === undefined ? [] : [{ part, frame }];
    });
    const frames = new Set(placed.map(({ frame }) => frame)).size + (outside ? 1 : 0);
    return frames > 1 ? placed.map(({ part }) => part) : [];
  }

  private addPlacedParts(component: PlannedResource, parts: readonly PlannedResource[]): void {
    const inParts = new Set<string>();
    for (const part of parts) {
      this.addComponent(part);
      for (const { urn } of this.resources.customBelow(part.urn)) {
        inParts.add(urn);
      }
    }
    const rest = this.resources.customBelow(component.urn).filter(({ urn }) => !inParts.has(urn));
    const cloud = DIVIDING.find((one) => rest.some((resource) => cloudOf(resource.type) === one));
    this.addBox(component, component.urn, rest, cloud ?? "kubernetes");
  }

  private addBox(component: PlannedResource, id: string, custom: readonly PlannedResource[], cloud: CloudName): void {
    if (custom.length === 0) {
      return;
    }
    this.owners.set(id, id);
    const within = this.placeOf(custom) ?? `cloud:${cloud}`;
    const subtitle = kindOf(component.type);
    const lines = highlights(custom);
    this.boxes.push({
      id,
      kind: "component",
      title: component.name,
      subtitle,
      lines,
      within,
      cloud,
      resources: custom.length,
    });
  }

  /** Resources that the program made outside of any component: one box for each service. */
  private addLoose(resources: readonly PlannedResource[]): void {
    const services = new Map<string, PlannedResource[]>();
    for (const resource of resources) {
      const service = resource.type.split(/[:/]/).slice(0, 2).join(":");
      services.set(service, [...(services.get(service) ?? []), resource]);
    }
    for (const [service, own] of services) {
      const [first] = own;
      if (first !== undefined) {
        const id = `loose:${service}`;
        const title = own.length === 1 ? first.name : `${own.length} resources`;
        this.addBox({ ...first, name: title, type: service }, id, own, cloudOf(first.type) ?? "aws");
        for (const resource of own) {
          this.owners.set(resource.urn, id);
        }
      }
    }
  }

  private placeOf(custom: readonly PlannedResource[]): string | undefined {
    const cluster = custom.find((resource) => resource.type === CLUSTER);
    if (cluster !== undefined) {
      return `cluster:${cluster.urn}`;
    }
    const [only] = this.clusters;
    const inNetwork = this.networks.frameFor(custom);
    const inCluster = custom.some((resource) => cloudOf(resource.type) === "kubernetes");
    return inNetwork ?? (inCluster && this.clusters.length === 1 ? only?.id : undefined);
  }

  private clusterFrame(cluster: PlannedResource): Frame {
    const name = textOf(cluster.outputs["name"]) ?? cluster.name;
    const nodes = this.resources
      .ofType("aws:eks/nodeGroup:NodeGroup")
      .filter((one) => one.inputs["clusterName"] === name);
    const within = this.networks.frameFor(nodes.length > 0 ? nodes : [cluster]) ?? "cloud:aws";
    const detail = `Kubernetes ${textOf(cluster.inputs["version"]) ?? ""}`;
    return { id: `cluster:${cluster.urn}`, kind: "cluster", title: `EKS ${name}`, detail, within };
  }

  private cloudFrames(): readonly Frame[] {
    const used = new Set(this.boxes.map((box) => box.cloud));
    const needed = (["aws", "gcp", "azure", "kubernetes"] as const).filter((cloud) =>
      cloud === "kubernetes"
        ? this.boxes.some((box) => box.within === "cloud:kubernetes")
        : used.has(cloud) || (cloud === "aws" && this.networks.frames.length > 0),
    );
    return needed.map((cloud) => ({
      id: `cloud:${cloud}`,
      kind: "cloud",
      title: CLOUD_TITLES[cloud],
      detail: this.whereIn(cloud),
    }));
  }

  /** Region, project or location, as the cloud's provider was told. */
  private whereIn(cloud: CloudName): string {
    const provider = this.resources.all.find(
      (one) => one.type.startsWith("pulumi:providers:") && cloudOf(one.type.split(":")[2] ?? "") === cloud,
    );
    const keys = { aws: ["region"], gcp: ["project", "region"], azure: ["location"], kubernetes: [] }[cloud];
    return keys.flatMap((key) => textOf(provider?.inputs[key]) ?? []).join(", ");
  }

  private inCloud(frame: Frame): Frame {
    return frame.within === undefined ? { ...frame, within: "cloud:aws" } : frame;
  }
}
