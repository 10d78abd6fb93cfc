import type { CloudFacts } from "../../simulator";

/** Stands for a value that is not known until the cloud answers. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A value that must not be shown. */
export class SecretValue {
  public readonly value: RecordedValue;

  public constructor(value: RecordedValue) {
    this.value = value;
  }
}

/** A property as recorded: plain data in which secrets, unknowns, assets and references to resources keep their nature. */
export type RecordedValue =
  | null
  | boolean
  | number
  | string
  | typeof UNKNOWN
  | SecretValue
  | readonly RecordedValue[]
  | RecordedObject;

export interface RecordedObject {
  readonly [property: string]: RecordedValue;
}

/** `known`: every output as the simulated cloud returns it. `preview`: computed outputs are unknown, as in `pulumi preview`. */
export type RecordingMode = "known" | "preview";

/** Options as they reached the engine; absent where not set. */
export interface RecordedOptions {
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly aliases: readonly RecordedAlias[];
  readonly deletedWith?: string;
  readonly replaceWith: readonly string[];
  readonly import?: string;
  readonly version?: string;
  readonly pluginDownloadUrl?: string;
  readonly timeouts: { readonly create?: string; readonly update?: string; readonly delete?: string };
}

/** An alias: a URN, or the parts that differ from the resource's own. */
export type RecordedAlias =
  | { readonly urn: string }
  | {
      readonly name?: string;
      readonly type?: string;
      readonly stack?: string;
      readonly project?: string;
      readonly parentUrn?: string;
      readonly noParent?: boolean;
    };

/** One resource, as the engine would have seen its registration. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; only the stack has none. */
  readonly parent?: string;
  /** A resource of a provider; false for components. */
  readonly custom: boolean;
  /** A component of another language, whose children the simulator made. */
  readonly remote: boolean;
  /** Read from the cloud (`.get`), not managed. */
  readonly external: boolean;
  readonly id?: string;
  readonly inputs: RecordedObject;
  /** What the program sees: the cloud's answer for a custom resource, the registered outputs of a component. */
  readonly outputs: RecordedObject;
  /** URNs, sorted: explicit and by property. */
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** URN of the explicit provider; absent for the default one. */
  readonly provider?: string;
  readonly options: RecordedOptions;
  /** `file:line` in the program, where known. */
  readonly source?: string;
  /** False where the simulator has no model of the type and a general rule stood in. */
  readonly modelled: boolean;
}

/** Something that a reader of the plan should know, and that stops nothing. */
export interface RecordedWarning {
  readonly urn?: string;
  readonly message: string;
}

export interface RecordOptions {
  /** @default "known" */
  readonly mode?: RecordingMode;
  /** @default "project" */
  readonly project?: string;
  /** @default "stack" */
  readonly stack?: string;
  /** @default "organization" */
  readonly organization?: string;
  /** Configuration with namespaces, as the engine passes it: `{ "aws:region": "us-east-1" }`. Objects are JSON text. */
  readonly config?: Readonly<Record<string, string>>;
  /** The keys among them that are secret. */
  readonly secretConfig?: readonly string[];
  /** Accounts and regions where no provider names them. */
  readonly facts?: Partial<CloudFacts>;
  /** Called once per registration, for progress. */
  readonly onResource?: (resource: { readonly type: string; readonly name: string }) => void;
}

/** A program as it was recorded. */
export interface Recording {
  readonly mode: RecordingMode;
  /** In order of registration, the stack first. */
  readonly resources: readonly RecordedResource[];
  /** The stack's outputs. */
  readonly outputs: RecordedObject;
  readonly warnings: readonly RecordedWarning[];
  /** All of a type, in order of registration. */
  ofType(type: string): readonly RecordedResource[];
  /**
   * The one resource with this name, and this type where given.
   * @throws {Error} naming what there is, where none or several fit
   */
  get(name: string, type?: string): RecordedResource;
  /** The direct children of a resource. */
  childrenOf(urn: string): readonly RecordedResource[];
}
