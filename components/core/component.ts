import * as pulumi from "@pulumi/pulumi";
import { childName } from "./names";

/**
 * The base of every component: stable child names and options that make each child belong to it.
 *
 * A component checks its arguments before it calls `super(...)`, so that a fault leaves nothing half registered:
 *
 * @example
 * public constructor(name: string, args: QueueArgs, opts?: pulumi.ComponentResourceOptions) {
 *   const plan = planQueue(name, args); // throws every fault at once
 *   super("estate:serverless:EventQueue", name, args, opts);
 *   this.queue = new sqs.Queue(this.childName("queue"), { ... }, this.childOptions());
 *   this.registerOutputs({ ... });
 * }
 */
export abstract class EstateComponent extends pulumi.ComponentResource {
  /** The logical name given by the user; physical names start with it. */
  public readonly componentName: string;

  protected constructor(
    token: `estate:${string}:${string}`,
    name: string,
    args: object,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(token, name, plainArguments(args), opts);
    this.componentName = name;
  }

  /** `${name}-<role>[-<key>]`. */
  protected childName(role: string, key?: string): string {
    return childName(this.componentName, role, key);
  }

  /** Options for a child: this parent, and whatever the caller adds. */
  protected childOptions<Options extends pulumi.CustomResourceOptions>(
    extra?: Options,
  ): Options & { parent: pulumi.Resource } {
    return { ...(extra as Options), parent: this };
  }
}

/**
 * What the engine records as a component's inputs: its plain values only. Resources and outputs among the arguments would
 * otherwise make the component depend on them, and everything that depends on the component wait for them.
 */
function plainArguments(args: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value)),
  );
}
