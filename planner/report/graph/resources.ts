import type { PlannedResource, StackPlan } from "../../plan/document";
import { textOf } from "../../proofs/read";
import type { CloudName } from "./model";

/** Packages of resources, by the cloud that they belong to. */
const PACKAGES: Readonly<Record<string, CloudName>> = {
  aws: "aws",
  gcp: "gcp",
  "azure-native": "azure",
  azuread: "azure",
  kubernetes: "kubernetes",
};

/** Outputs by which other resources speak of a resource, the most telling first. */
const IDENTIFIERS = [
  "arn",
  "executionArn",
  "name",
  "bucket",
  "datasetId",
  "email",
  "principalId",
  "dnsName",
  "domainName",
  "url",
  "publicIp",
];
/** Shorter texts, such as `orders`, name too many things to identify one. */
const SHORTEST_IDENTIFIER = 8;

/** A component of the Kubernetes plugin, which makes the objects of a chart while it deploys. */
export const CHART = /^kubernetes:helm\.sh\//;

/** Looks things up in a stack's plan. */
export class Resources {
  public readonly all: readonly PlannedResource[];
  public readonly byUrn: ReadonlyMap<string, PlannedResource>;
  private readonly children = new Map<string | null, PlannedResource[]>();
  private readonly identified = new Map<string, string>();

  public constructor(plan: StackPlan) {
    this.all = plan.resources;
    this.byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    for (const resource of plan.resources) {
      this.children.set(resource.parent, [...(this.children.get(resource.parent) ?? []), resource]);
    }
    for (const identifier of IDENTIFIERS) {
      this.identifyBy(({ outputs }) => textOf(outputs[identifier]));
    }
    this.identifyBy(idOf);
  }

  public childrenOf(urn: string | null): readonly PlannedResource[] {
    return this.children.get(urn) ?? [];
  }

  public ofType(type: string): readonly PlannedResource[] {
    return this.all.filter((resource) => resource.type === type);
  }

  /** Every custom resource below a component, and every chart; providers are not among them. */
  public customBelow(urn: string): readonly PlannedResource[] {
    return this.childrenOf(urn).flatMap((child) => [
      ...((child.custom || CHART.test(child.type)) && cloudOf(child.type) !== undefined ? [child] : []),
      ...this.customBelow(child.urn),
    ]);
  }

  /**
   * The resource that a text names: an ARN, an id, a bucket's name. An ARN of a part (`…/index/email`, `…/*`) names the whole.
   */
  public named(text: string | undefined): string | undefined {
    for (let rest = text ?? ""; rest.length >= SHORTEST_IDENTIFIER; rest = rest.replace(/[:/][^:/]*$/, "")) {
      const urn = this.identified.get(rest);
      if (urn !== undefined) {
        return urn;
      }
      if (!/[:/]/.test(rest)) {
        return undefined;
      }
    }
    return undefined;
  }

  private identifyBy(read: (resource: PlannedResource) => string | undefined): void {
    for (const resource of this.all) {
      const value = resource.custom ? read(resource) : undefined;
      if (value !== undefined && value.length >= SHORTEST_IDENTIFIER && !this.identified.has(value)) {
        this.identified.set(value, resource.urn);
      }
    }
  }
}

/** The id that the cloud gave: the plan keeps none of its own, but an ARN ends with it. */
export function idOf({ outputs }: PlannedResource): string | undefined {
  return textOf(outputs["id"]) ?? textOf(outputs["arn"])?.split(/[:/]/).at(-1);
}

/** The cloud of a resource's type; undefined for providers and components. */
export function cloudOf(type: string): CloudName | undefined {
  return PACKAGES[type.split(":")[0] ?? ""];
}

/** `estate:cluster:EksCluster` → `EksCluster`. */
export function kindOf(type: string): string {
  return type.split(":").at(-1) ?? type;
}
