import * as pulumi from "@pulumi/pulumi";

/**
 * The AWS roles that an identity admits, collected while the program says who they are: a caller needs the sign-in
 * configuration when it is made, and has a role only afterwards. The list closes once the program's synchronous part has
 * run; a role that comes later is refused with an error, never lost.
 */
export class CollectedRoles {
  /** The roles' ARNs, in the order in which they were allowed. */
  public readonly arns: pulumi.Output<readonly string[]>;
  private readonly owner: string;
  private readonly roles = new Map<string, pulumi.Input<string>>();
  private sealed = false;

  /** @param owner what admits them, for messages */
  public constructor(owner: string) {
    this.owner = owner;
    this.arns = pulumi.output(this.collect()).apply((arns) => arns);
  }

  /** @throws {Error} where the key is taken, or the list is closed */
  public add(key: string, roleArn: pulumi.Input<string>): void {
    if (this.sealed) {
      throw new Error(
        `${this.owner} is already made, so that "${key}" cannot be allowed. ` +
          "Allow it in the synchronous part of the program, before the first await.",
      );
    }
    if (this.roles.has(key)) {
      throw new Error(`${this.owner} allows "${key}" already; give this caller a name of its own.`);
    }
    this.roles.set(key, roleArn);
  }

  private async collect(): Promise<pulumi.Output<string[]>> {
    // The end of the current turn of the event loop: every synchronous intent has been declared by then.
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.sealed = true;
    return pulumi.all([...this.roles.values()]);
  }
}
