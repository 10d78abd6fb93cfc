import * as pulumi from "@pulumi/pulumi";
import { type ResourceStatement, resourcePolicy } from "./policy";

/**
 * A resource policy that intents add to after the component is made: a bucket, a queue or a topic takes one document
 * only, and the program says later who else may use it.
 *
 * The text is put together once the program's synchronous part has run. A statement that comes later is refused with an
 * error, never lost. Statements may name resources that depend on the protected one; nothing that they name may wait
 * for the policy itself.
 */
export class CollectedPolicy {
  /** The document as JSON text. */
  public readonly json: pulumi.Output<string>;
  private readonly owner: string;
  private readonly statements = new Map<string, ResourceStatement>();
  private sealed = false;

  /** @param owner what the policy protects, for messages: `ObjectStore "lake"` */
  public constructor(owner: string, statements: readonly (ResourceStatement & { readonly sid: string })[]) {
    this.owner = owner;
    for (const statement of statements) {
      this.add(statement);
    }
    this.json = pulumi.output(this.collect()).apply((collected) => collected);
  }

  /**
   * Adds a statement; its id must be new.
   * @throws {Error} where the id is taken, or the document is already written
   */
  public add(statement: ResourceStatement & { readonly sid: string }): void {
    if (this.sealed) {
      throw new Error(
        `The policy of ${this.owner} is already written, so that "${statement.sid}" cannot be added. ` +
          "Declare it in the synchronous part of the program, before the first await.",
      );
    }
    if (this.statements.has(statement.sid)) {
      throw new Error(
        `The policy of ${this.owner} has a statement "${statement.sid}" already; give this one a new key.`,
      );
    }
    this.statements.set(statement.sid, statement);
  }

  private async collect(): Promise<pulumi.Output<string>> {
    // The end of the current turn of the event loop: every synchronous intent has been declared by then.
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.sealed = true;
    return resourcePolicy([...this.statements.values()]);
  }
}
