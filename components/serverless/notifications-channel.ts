import type * as pulumi from "@pulumi/pulumi";
import { type Bindable, type NeedScope, parseArn, type Statement } from "../core";

/** The ways out that a function can be bound to. */
type ChannelKind = "email" | "text-messages" | "topic";

/** What functions find in their environment where the estate sends text messages. */
const ON = "on";

/** A topic, a sender's address or text messages, as functions are bound to them. */
export class Channel implements Bindable {
  public readonly bindingKind: ChannelKind;
  public readonly bindingReference: pulumi.Output<string>;
  private readonly statements: (actions: readonly string[]) => readonly Statement[];

  public constructor(
    kind: ChannelKind,
    reference: pulumi.Output<string>,
    statements: (actions: readonly string[]) => readonly Statement[],
  ) {
    this.bindingKind = kind;
    this.bindingReference = reference;
    this.statements = statements;
  }

  public bindingStatements(actions: readonly string[], _scope: NeedScope): readonly Statement[] {
    return this.statements(actions);
  }
}

/** Text messages to telephones. @param topicArn a topic of the account, known once its policy stands */
export function textChannel(topicArn: pulumi.Output<string>): Channel {
  return new Channel(
    "text-messages",
    topicArn.apply(() => ON),
    (actions) => textStatements(topicArn, actions),
  );
}

/**
 * A telephone has no ARN, and `sns:Publish` knows no condition that would tell one from another (Service Authorization Reference,
 * read 2026-11): `*` is what publishing to one takes. What has an ARN, every topic, is denied again.
 */
function textStatements(topicArn: pulumi.Output<string>, actions: readonly string[]): readonly Statement[] {
  const topics = topicArn.apply((arn) => `arn:${parseArn(arn).partition}:sns:*:*:*`);
  return [
    { sid: "TextMessages", actions, resources: ["*"] },
    { sid: "NoTopic", effect: "Deny", actions, resources: [topics] },
  ];
}
