/** Plain data: what a property holds once secrets are unwrapped and everything is known. */
export type PlainValue = unknown;
export type PlainObject = Readonly<Record<string, PlainValue>>;

/** Where a resource lives: what its provider was configured with, or the documentation's example accounts. */
export interface CloudFacts {
  readonly aws: { readonly accountId: string; readonly region: string; readonly partition: string };
  readonly gcp: { readonly project: string; readonly projectNumber: string; readonly region: string };
  readonly azure: { readonly subscriptionId: string; readonly tenantId: string; readonly location: string };
}

/** What a type's model is asked: the registration of one resource. */
export interface CreateRequest {
  readonly urn: string;
  readonly type: string;
  /** Logical name in the program. */
  readonly name: string;
  readonly inputs: PlainObject;
  readonly cloud: CloudFacts;
  /** The name in the cloud: the input that holds it, or the logical name with the suffix that Pulumi's auto-naming adds. */
  readonly physicalName: string;
  /** Stable digits for ids: the same resource of the same stack gets the same, two resources never do. */
  digits(length: number, alphabet?: "hex" | "decimal" | "base32" | "alphanumeric", salt?: string): string;
}

/** What a real cloud would have returned. */
export interface CreateResult {
  readonly id: string;
  /** Computed properties; the inputs are outputs too, and need not be repeated. */
  readonly outputs: PlainObject;
}

/**
 * One resource type of one provider, as data: the planner's recorder and the engine's provider plugins both read it.
 * A newcomer adds a type by copying an entry and changing nouns.
 */
export interface TypeModel {
  /** Token: `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Input that holds the physical name; where it is absent the name is made up as Pulumi's auto-naming does. */
  readonly nameProperty?: string;
  /** Longest physical name, in characters, and where that is written. */
  readonly nameLimit?: { readonly max: number; readonly pattern?: RegExp; readonly source: string };
  /** Within what a physical name must be unique. @default "region" */
  readonly nameScope?: "global" | "account" | "region" | "none";
  /** The id. @default the physical name */
  readonly id?: (request: CreateRequest) => string;
  /** The computed outputs. @default none */
  readonly outputs?: (request: CreateRequest, id: string) => PlainObject;
  /** Outputs that the provider marks as secret. */
  readonly secretOutputs?: readonly string[];
  /** Inputs whose change replaces the resource. */
  readonly replaceOn?: readonly string[];
  /** Typical durations, in minutes. @default a few seconds */
  readonly minutes?: { readonly create: number; readonly update?: number; readonly delete?: number };
  /** It holds data that a replacement or a deletion would lose. */
  readonly stateful?: boolean;
  /** What the cloud would refuse: one sentence per fault, empty where it accepts. */
  readonly refuses?: (request: CreateRequest, inventory: Inventory) => readonly string[];
  /**
   * Inputs that name other resources by id, ARN or name, as the cloud checks at creation: property path → type that must
   * exist. The provider front refuses a dangling reference, and the deletion of what is still referred to.
   */
  readonly references?: Readonly<Record<string, string>>;
}

/** One rule for all types whose token starts with the prefix: `kubernetes:`. */
export interface FamilyModel {
  readonly prefix: string;
  readonly model: Omit<TypeModel, "type">;
}

/** What exists in the simulated cloud, as the provider front sees it. The planner has none. */
export interface Inventory {
  find(type: string, idOrName: string): StoredResource | undefined;
  list(type: string): readonly StoredResource[];
}

export interface StoredResource {
  readonly type: string;
  readonly id: string;
  readonly inputs: PlainObject;
  readonly outputs: PlainObject;
}

/** A resource that a component of another language makes inside its own plugin. */
export interface ConstructedChild {
  readonly type: string;
  readonly name: string;
  /** `self` for the component, or the name of an earlier child. */
  readonly parent: string;
  readonly custom: boolean;
  readonly inputs: PlainObject;
  /** Names of earlier children that it waits for. @default none */
  readonly dependsOn?: readonly string[];
}

/** A component whose children appear only with its plugin: `eks:index:Cluster`. */
export interface RemoteComponentModel {
  readonly type: string;
  /**
   * The children, in order; `created` gives an earlier child's outputs (with `id`) by name.
   */
  construct(
    request: CreateRequest,
    create: (child: ConstructedChild) => PlainObject,
  ): {
    readonly outputs: PlainObject;
  };
}

/** A provider function: `aws:index/getCallerIdentity:getCallerIdentity`. */
export interface InvokeModel {
  readonly token: string;
  run(args: PlainObject, cloud: CloudFacts): PlainObject;
  /** What exists from the call on, and is nobody's resource: texts that count as given out. @default nothing */
  makes?(args: PlainObject, cloud: CloudFacts): readonly string[];
}
