import * as pulumi from "@pulumi/pulumi";
import { type Bindable, EstateComponent, type Grantee, grant, type NeedScope, type Statement } from "../core";
import { type ModelSpec, modelStatements, planModels } from "./model-access-plan";

/** Arguments of {@link ModelAccess}. */
export interface ModelAccessArgs<Name extends string = string> {
  /** The models, by the names under which the program speaks of them. */
  readonly models: Readonly<Record<Name, ModelSpec>>;
  /**
   * Anything of the stack that has a regional ARN, such as its customer key: partition, region and account of the models'
   * ARNs are read from it, so that nothing is looked up.
   */
  readonly anchor: { readonly arn: pulumi.Input<string> };
}

const INVOKE_ACTIONS = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"] as const;

/** One model of a `ModelAccess`: what callers name, and the permissions that it can give. */
export class AccessibleModel implements Bindable {
  public readonly bindingKind = "model";
  /** The model's or the inference profile's id, as `InvokeModel` takes it. */
  public readonly bindingReference: pulumi.Output<string>;
  private readonly logicalName: string;
  private readonly spec: ModelSpec;
  private readonly anchor: pulumi.Output<string>;

  public constructor(logicalName: string, spec: ModelSpec, anchor: pulumi.Output<string>) {
    this.logicalName = logicalName;
    this.spec = spec;
    this.anchor = anchor;
    this.bindingReference = pulumi.output(spec.id);
  }

  /** Lets the grantee ask the model, with and without streaming of the answer. */
  public grantInvoke(grantee: Grantee): void {
    grant(grantee, `${this.logicalName}-invoke`, this.bindingStatements(INVOKE_ACTIONS, {}));
  }

  public bindingStatements(actions: readonly string[], _scope: NeedScope): readonly Statement[] {
    return modelStatements(this.spec, this.anchor, actions);
  }
}

/**
 * Access to Bedrock's models by their exact ARNs: foundation models, or inference profiles that spread requests over
 * regions. Model ids are settings, because models come and go.
 *
 * Creates no resource of its own, and so costs nothing: Bedrock bills tokens. Models of some providers must be enabled in
 * the account once, and their terms accepted there; no resource does that.
 *
 * @example
 * const models = new ModelAccess("ai", { anchor: key, models: { chat: { id: "us.anthropic.claude-sonnet-4-5-20250929-v1:0" } } });
 * models.model("chat").grantInvoke(aiService);
 */
export class ModelAccess<Name extends string = string> extends EstateComponent {
  private readonly handles: ReadonlyMap<string, AccessibleModel>;

  public constructor(name: string, args: ModelAccessArgs<Name>, opts?: pulumi.ComponentResourceOptions) {
    planModels(name, args);
    super("estate:serverless:ModelAccess", name, args, opts);
    const anchor = pulumi.output(args.anchor.arn);
    this.handles = new Map(
      Object.entries<ModelSpec>(args.models).map(([key, spec]) => [
        key,
        new AccessibleModel(`${name}-${key}`, spec, anchor),
      ]),
    );
    this.registerOutputs(Object.fromEntries([...this.handles].map(([key, model]) => [key, model.bindingReference])));
  }

  /** A model's handle, for grants and bindings. */
  public model(name: Name): AccessibleModel {
    const handle = this.handles.get(name);
    if (handle === undefined) {
      throw new Error(
        `ModelAccess "${this.componentName}" has no model "${name}"; it has ${[...this.handles.keys()].join(", ")}.`,
      );
    }
    return handle;
  }
}
