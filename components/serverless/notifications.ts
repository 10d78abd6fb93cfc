import type * as iam from "@pulumi/aws/iam";
import type * as sesv2 from "@pulumi/aws/sesv2";
import * as sns from "@pulumi/aws/sns";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type Bindable,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  parseArn,
  pascalCase,
  type ResourceStatement,
  resourcePolicy,
  type Statement,
} from "../core";
import { topicOnlyOverTls } from "../observability/topic-policy";
import type { EventQueue } from "./event-queue";
import { notificationAlarms } from "./notifications-alarms";
import { Channel, textChannel } from "./notifications-channel";
import { MailSender } from "./notifications-mail";
import {
  type Audience,
  checkSender,
  checkTexts,
  type Mail,
  type NotificationSubscription,
  type NotificationsPlan,
  planNotifications,
  type TextMessages,
} from "./notifications-plan";
import { makeTextMessages } from "./notifications-text";

/** Arguments of {@link Notifications}. */
export interface NotificationsArgs {
  /**
   * Customer key of topics and logs. Its `services` must name `logs` with text messages, and `ses.amazonaws.com` with mail.
   */
  readonly key: EncryptionKey;
  /** Who is told, per topic, by a name of your choice. @default nobody */
  readonly subscriptions?: Partial<Readonly<Record<Audience, Readonly<Record<string, NotificationSubscription>>>>>;
  /** Settings of text messages, which hold for the whole account in its region. @default the account's own */
  readonly textMessages?: TextMessages;
  /** Mail from a domain of one's own. @default none: topics only */
  readonly mail?: Mail;
  /** Begins the physical name of the configuration set. @default the component's name */
  readonly prefix?: string;
  /** Days for which the delivery logs are kept. @default 365 */
  readonly logRetentionDays?: number;
}

const PUBLISH = ["sns:Publish"] as const;
const SEND_EMAIL = ["ses:SendEmail"] as const;
/** Messages over HTTPS are signed with SHA-256. */
const SIGNATURE_VERSION = 2;

/**
 * How a shop speaks to its customers and its operators: a topic for each, text messages, and mail from its own domain.
 *
 * Creates two topics with their policies and subscriptions; with text messages the account's settings, a role and two log
 * groups; with mail an identity that signs by DKIM, a configuration set that demands TLS and suppresses addresses that
 * bounced or complained, its events to CloudWatch and the topic `operations`, and with a zone the records of DKIM, SPF and
 * DMARC, and a wait until SES has verified the domain by them. Cost follows what is sent: fifty cents for a million publications, two US dollars for 100,000 e-mails by SNS, ten
 * cents for a thousand by SES, and a text message by its country.
 *
 * @example
 * const notifications = new Notifications("shop", {
 *   key,
 *   subscriptions: { operations: { oncall: { protocol: "email", endpoint: "oncall@example.com" } } },
 *   mail: { domain: "shop.example.com", zone },
 * });
 * notifications.grantNotify(checkout, "customers");
 * notifications.grantSendEmail(receipts, "orders@shop.example.com");
 * notifications.deliverTo(notices);
 */
export class Notifications extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly topics: Readonly<Record<Audience, sns.Topic>>;
  /** What signs the mail; absent where none is set up. */
  public readonly identity: sesv2.EmailIdentity | undefined;
  /** ARN of the identity once its domain is verified, for those who refuse another; absent where none is set up. */
  public readonly verifiedIdentityArn: pulumi.Output<string> | undefined;
  /** What every mail is sent with; absent where none is set up. */
  public readonly configurationSet: sesv2.ConfigurationSet | undefined;
  private readonly plan: NotificationsPlan;
  private readonly key: EncryptionKey;
  private readonly policies: Readonly<Record<Audience, sns.TopicPolicy>>;
  private readonly mail: MailSender | undefined;

  public constructor(name: string, args: NotificationsArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planNotifications(name, args);
    super("estate:serverless:Notifications", name, args, opts);
    this.alarmSource = name;
    this.plan = plan;
    this.key = args.key;
    this.topics = { customers: this.makeTopic("customers"), operations: this.makeTopic("operations") };
    this.mail = this.makeMail(plan);
    this.identity = this.mail?.identity;
    this.verifiedIdentityArn = this.mail?.verifiedArn;
    this.configurationSet = this.mail?.configurationSet;
    this.policies = { customers: this.makePolicy("customers", []), operations: this.makeOperationsPolicy() };
    this.mail?.reportTo(this.topicArn("operations"));
    this.makeSubscriptions(plan);
    this.makeTextMessages(plan);
    this.registerOutputs({
      customersTopicArn: this.topics.customers.arn,
      operationsTopicArn: this.topics.operations.arn,
    });
  }

  /** The topic's ARN, known once its policy stands. */
  public topicArn(audience: Audience): pulumi.Output<string> {
    return pulumi.all([this.topics[audience].arn, this.policies[audience].id]).apply(([arn]) => arn);
  }

  /** A topic as functions and workflows are bound to it. */
  public topic(audience: Audience): Bindable {
    return new Channel("topic", this.topicArn(audience), (actions) => this.publishStatements(audience, actions));
  }

  /**
   * A sender's address as functions are bound to it; they read the address from their environment.
   * @throws {pulumi.InputPropertiesError} where no mail is set up, or the address is of another domain
   */
  public sender(from: string): Bindable {
    const statements = this.sendStatements(from);
    return new Channel("email", pulumi.output(from), (actions) =>
      statements.map((statement) => ({ ...statement, actions })),
    );
  }

  /**
   * Text messages as functions are bound to them; a function that sends them can publish to no topic.
   * @throws {pulumi.InputPropertiesError} where no text messages are set up
   */
  public texts(): Bindable {
    checkTexts(this.componentName, this.plan.textMessages);
    return textChannel(this.topicArn("customers"));
  }

  /**
   * Puts a topic's messages into a queue, as they were published. Who reads it may take its time, and what it gives up on
   * stands in the queue's dead letters.
   * @throws {pulumi.InputPropertiesError} where the queue's key does not let SNS encrypt
   */
  public deliverTo(queue: EventQueue, audience: Audience = "customers"): sns.TopicSubscription {
    const { arn } = this.topics[audience];
    queue.allowSource(`${this.componentName}-${audience}`, "sns.amazonaws.com", arn);
    return new sns.TopicSubscription(
      this.childName("subscription", `${audience}-${queue.componentName}`),
      { topic: arn, protocol: "sqs", endpoint: queue.arn, rawMessageDelivery: true },
      this.childOptions({ dependsOn: [queue.policy] }),
    );
  }

  /** Lets the grantee publish to a topic. */
  public grantNotify(grantee: Grantee, audience: Audience = "customers"): iam.RolePolicy {
    const key = `${this.componentName}-notify-${audience}`;
    return grant(grantee, key, this.publishStatements(audience, PUBLISH));
  }

  /**
   * Lets the grantee send mail from one address, by SES' `SendEmail` and with this configuration set.
   * @throws {pulumi.InputPropertiesError} where no mail is set up, or the address is of another domain
   */
  public grantSendEmail(grantee: Grantee, from: string): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-send-email`, this.sendStatements(from));
  }

  /** Messages that reached nobody, a sender's reputation, the month's text messages. */
  public alarms(): readonly AlarmSpec[] {
    const { textMessages } = this.plan;
    return notificationAlarms({
      name: this.componentName,
      topicNames: { customers: this.topics.customers.name, operations: this.topics.operations.name },
      ...(this.mail === undefined ? {} : { configurationSetName: this.mail.configurationSet.configurationSetName }),
      ...(textMessages === undefined ? {} : { textLimitUsd: textMessages.monthlySpendLimitUsd }),
    });
  }

  private publishStatements(audience: Audience, actions: readonly string[]): readonly Statement[] {
    return [
      { sid: `Notify${pascalCase(audience)}`, actions, resources: [this.topicArn(audience)] },
      this.key.useStatement("encryptDecrypt", "sns"),
    ];
  }

  private sendStatements(from: string): readonly Statement[] {
    checkSender(this.componentName, from, this.plan.mail);
    return this.mail === undefined
      ? []
      : [
          {
            sid: "SendMail",
            actions: SEND_EMAIL,
            resources: [this.mail.identity.arn, this.mail.configurationSet.arn],
            conditions: { StringEquals: { "ses:FromAddress": from } },
          },
        ];
  }

  private makeTopic(audience: Audience): sns.Topic {
    return new sns.Topic(
      this.childName("topic", audience),
      { kmsMasterKeyId: this.key.arn, signatureVersion: SIGNATURE_VERSION },
      this.childOptions(),
    );
  }

  /** A policy that grants others nothing leaves them with what an identity policy of the account gives. */
  private makePolicy(
    audience: Audience,
    publishers: readonly ((topicArn: string) => ResourceStatement)[],
  ): sns.TopicPolicy {
    const { arn } = this.topics[audience];
    const policy = arn.apply((value) =>
      resourcePolicy([...publishers.map((publisher) => publisher(value)), topicOnlyOverTls(value)]),
    );
    return new sns.TopicPolicy(this.childName("topic-policy", audience), { arn, policy }, this.childOptions());
  }

  /** SES reports what becomes of the mail. */
  private makeOperationsPolicy(): sns.TopicPolicy {
    const { configurationSet } = this;
    if (configurationSet === undefined) {
      return this.makePolicy("operations", []);
    }
    return this.makePolicy("operations", [
      (topicArn) => ({
        sid: "MailEventsOfThisAccount",
        principals: [{ service: "ses.amazonaws.com" }],
        actions: PUBLISH,
        resources: [topicArn],
        conditions: {
          StringEquals: { "aws:SourceAccount": parseArn(topicArn).account, "aws:SourceArn": configurationSet.arn },
        },
      }),
    ]);
  }

  private makeSubscriptions(plan: NotificationsPlan): void {
    for (const { audience, key, protocol, endpoint, filter } of plan.subscriptions) {
      new sns.TopicSubscription(
        this.childName("subscription", `${audience}-${key}`),
        {
          topic: this.topics[audience].arn,
          protocol,
          endpoint,
          ...(filter === undefined ? {} : { filterPolicy: JSON.stringify(filter), filterPolicyScope: "MessageBody" }),
        },
        this.childOptions(),
      );
    }
  }

  private makeMail({ mail, prefix }: NotificationsPlan): MailSender | undefined {
    return mail === undefined
      ? undefined
      : new MailSender(this.childName("mail"), { mail, configurationSetName: prefix }, { parent: this });
  }

  private makeTextMessages(plan: NotificationsPlan): void {
    const { textMessages } = plan;
    if (textMessages !== undefined) {
      makeTextMessages(this, this.componentName, this.key, { ...plan, textMessages });
    }
  }
}
