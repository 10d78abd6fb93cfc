import { Node } from "./node";
import type { PolicyObject, PolicyValue } from "./values";

/** Options of a resource, as far as rules ask for them. */
export interface PolicyOptions {
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly aliases?: readonly string[];
  readonly ignoreChanges?: readonly string[];
}

/** A resource as the caller hands it over. */
export interface PolicyResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** What the program asked for. */
  readonly props: PolicyObject;
  /** What the cloud answered, where it is at hand: joins by name and ARN use it. */
  readonly outputs?: PolicyObject;
  readonly id?: string;
  readonly parent?: string;
  /** URNs. */
  readonly dependencies: readonly string[];
  /** By top-level property: the URNs that its value comes from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly provider?: { readonly urn: string; readonly type: string; readonly props: PolicyObject };
  readonly opts: PolicyOptions;
}

/** The type inside a URN: `urn:pulumi:stack::project::parent$aws:s3/bucket:Bucket::name`. */
export function typeOfUrn(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.slice(qualified.lastIndexOf("$") + 1);
}

/** A resource as rules see it. */
export class Subject {
  public readonly resource: PolicyResource;
  public readonly props: Node;
  public readonly outputs: Node;

  public constructor(resource: PolicyResource) {
    this.resource = resource;
    this.props = new Node("", resource.props);
    this.outputs = new Node("", resource.outputs ?? {});
  }

  public get urn(): string {
    return this.resource.urn;
  }

  public get type(): string {
    return this.resource.type;
  }

  public get name(): string {
    return this.resource.name;
  }

  public get(path: string): Node {
    return this.props.get(path);
  }

  /** URNs that the value at a path comes from. */
  public sources(path: string): readonly string[] {
    const top = path.split(/[.[]/)[0] ?? path;
    return this.resource.propertyDependencies[top] ?? [];
  }

  /** Does the value at a path come from a resource of one of these types? */
  public linked(path: string, types: readonly string[]): boolean {
    return this.sources(path).some((urn) => types.includes(typeOfUrn(urn)));
  }

  /** The texts by which others may refer to this resource: its id, ARN, names. Unknown ones are left out. */
  public identities(): ReadonlySet<string> {
    this.known ??= new Set(this.collectIdentities());
    return this.known;
  }

  private known: Set<string> | undefined;

  private *collectIdentities(): Iterable<string> {
    const { id, props, outputs } = this.resource;
    const candidates: (PolicyValue | undefined)[] = [id];
    for (const property of IDENTITY_PROPERTIES) {
      candidates.push(own(outputs, property), own(props, property));
    }
    for (const value of candidates) {
      if (typeof value === "string" && value !== "") {
        yield value;
      }
    }
  }
}

function own(values: PolicyObject | undefined, property: string): PolicyValue | undefined {
  return values !== undefined && Object.hasOwn(values, property) ? values[property] : undefined;
}

const IDENTITY_PROPERTIES = [
  "id",
  "arn",
  "name",
  "bucket",
  "url",
  "uniqueId",
  "keyId",
  "selfLink",
  "email",
  "invokeArn",
  "qualifiedArn",
  "functionName",
  "clusterIdentifier",
  "identifier",
  "tableId",
  "datasetId",
  "aliasName",
] as const;
