import type * as sqs from "@pulumi/aws/sqs";
import type * as pulumi from "@pulumi/pulumi";
import type { Bindable, EncryptionKey, NeedScope, Statement } from "../core";

/** A queue's dead letters, as something that a function can be bound to: to look at them, and to send them again. */
export class DeadLetters implements Bindable {
  public readonly bindingKind = "queue";
  /** The dead-letter queue's URL. */
  public readonly bindingReference: pulumi.Output<string>;
  private readonly queue: sqs.Queue;
  private readonly key: EncryptionKey;

  public constructor(queue: sqs.Queue, key: EncryptionKey) {
    this.queue = queue;
    this.key = key;
    this.bindingReference = queue.url;
  }

  public bindingStatements(actions: readonly string[], _scope: NeedScope): readonly Statement[] {
    return messageStatements(this.queue.arn, this.key, actions);
  }
}

/** What whoever sends or receives needs: the queue, and the key in the queue's name. */
export function messageStatements(
  arn: pulumi.Output<string>,
  key: EncryptionKey,
  actions: readonly string[],
): readonly Statement[] {
  const sends = actions.includes("sqs:SendMessage");
  return [
    { sid: "Messages", actions, resources: [arn] },
    key.useStatement(sends ? "encryptDecrypt" : "decrypt", "sqs"),
  ];
}
