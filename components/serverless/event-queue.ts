import type * as iam from "@pulumi/aws/iam";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type Bindable,
  CollectedPolicy,
  type EncryptionKey,
  EstateComponent,
  Faults,
  type Grantee,
  grant,
  type NeedScope,
  parseArn,
  pascalCase,
  resourcePolicy,
  type Statement,
} from "../core";
import { queueAlarms } from "./event-queue-alarms";
import { DeadLetters, messageStatements } from "./event-queue-dead-letters";
import { planQueue, type QueuePlan, type QueueShape } from "./event-queue-plan";
import { denyPlainHttp } from "./event-queue-policy";

/** Arguments of {@link EventQueue}. */
export interface EventQueueArgs extends QueueShape {
  /** The customer key of both queues. Its `services` must name those that send: `sns.amazonaws.com`, `s3.amazonaws.com`. */
  readonly key: EncryptionKey;
  /**
   * Who takes the messages out: a function, or people, for whom nothing does it by itself. Messages for people wait as long as
   * SQS keeps them, do not die of being looked at, and raise an alarm as soon as there is one. @default "function"
   */
  readonly reader?: "function" | "people";
  /** Longest run of the consumer, in seconds. @default 30 */
  readonly consumerTimeoutSeconds?: number;
  /** Seconds for which a received message is hidden: six times the consumer's timeout, or more. @default six times */
  readonly visibilitySeconds?: number;
  /** Days for which a message waits, 1 to 14; the dead-letter queue keeps fourteen. @default 4, for people 14 */
  readonly retentionDays?: number;
  /** Receives before a message counts as dead, 1 to 1000. @default 5, for people 1000 */
  readonly maxReceives?: number;
  /** Seconds before a new message can be received, 0 to 900. @default 0 */
  readonly delaySeconds?: number;
  /** Ordered within a group and free of duplicates, by content. Cannot be changed later. @default false */
  readonly fifo?: boolean;
  /** Age of the oldest message that pages somebody, in seconds. @default 900 */
  readonly oldestMessageSeconds?: number;
  /** Physical name, without `.fifo`. @default Pulumi names the queues */
  readonly queueName?: string;
}

const SEND_ACTIONS = ["sqs:SendMessage"] as const;
const CONSUME_ACTIONS = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
] as const;
/** Longest that SQS keeps a message, in days: dead letters must outlive a long weekend. */
const DEAD_LETTER_DAYS = 14;
const SECONDS_PER_DAY = 86_400;
/** Long polling, in seconds: the longest that SQS takes, and the cheapest. */
const RECEIVE_WAIT_SECONDS = 20;

/**
 * An SQS queue with its dead-letter queue: encrypted by a customer key, over TLS only.
 *
 * Creates two queues, a policy for each, and the rule that only this queue may redrive to its dead letters. Cost follows
 * the requests; KMS is asked once in five minutes.
 *
 * @example
 * const events = new EventQueue("events", { key, consumerTimeoutSeconds: 60 });
 * events.grantSend(checkout);
 * events.allowSource("orders-topic", "sns.amazonaws.com", topic.arn);
 */
export class EventQueue extends EstateComponent implements Bindable, Alarmed {
  public readonly bindingKind = "queue";
  /** The queue's URL. */
  public readonly bindingReference: pulumi.Output<string>;
  public readonly alarmSource: string;
  public readonly queue: sqs.Queue;
  public readonly deadLetters: sqs.Queue;
  /** The dead letters as a function's binding: to send them again. */
  public readonly deadLetterBinding: Bindable;
  public readonly arn: pulumi.Output<string>;
  public readonly url: pulumi.Output<string>;
  /** Who may send; whatever makes a service send waits for it. */
  public readonly policy: sqs.QueuePolicy;
  /** Seconds for which a received message is hidden, for the consumers that must finish earlier. */
  public readonly visibilitySeconds: number;
  private readonly key: EncryptionKey;
  private readonly statements: CollectedPolicy;
  private readonly plan: QueuePlan;

  public constructor(name: string, args: EventQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planQueue(name, args);
    super("estate:serverless:EventQueue", name, args, opts);
    this.alarmSource = name;
    this.key = args.key;
    this.visibilitySeconds = plan.visibilitySeconds;
    this.plan = plan;
    this.deadLetters = this.makeDeadLetters(plan);
    this.deadLetterBinding = new DeadLetters(this.deadLetters, args.key);
    this.queue = this.makeQueue(plan);
    this.arn = this.queue.arn;
    this.url = this.queue.url;
    this.bindingReference = this.url;
    this.makeRedriveRule();
    this.statements = new CollectedPolicy(`EventQueue "${name}"`, [denyPlainHttp(this.arn)]);
    this.policy = this.makePolicy();
    this.makeDeadLettersPolicy();
    this.registerOutputs({ url: this.url, arn: this.arn, deadLettersUrl: this.deadLetters.url });
  }

  /** Lets the grantee send messages. */
  public grantSend(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-send`, this.bindingStatements(SEND_ACTIONS, {}));
  }

  /** Lets the grantee receive and delete messages. */
  public grantConsume(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-consume`, this.consumeStatements());
  }

  /** What a consumer needs. */
  public consumeStatements(): readonly Statement[] {
    return this.bindingStatements(CONSUME_ACTIONS, {});
  }

  /** What a sender needs. */
  public sendStatements(): readonly Statement[] {
    return this.bindingStatements(SEND_ACTIONS, {});
  }

  /**
   * Lets an AWS service send on behalf of one resource: a topic, a rule, a bucket.
   *
   * @param key unique among the queue's sources: `orders-topic`
   * @param service `sns.amazonaws.com`, `events.amazonaws.com`, `s3.amazonaws.com`
   * @param sourceArn the topic, rule or bucket
   * @throws {pulumi.InputPropertiesError} where the key does not let the service encrypt
   */
  public allowSource(key: string, service: string, sourceArn: pulumi.Input<string>): void {
    const faults = new Faults("EventQueue", this.componentName);
    faults.check(this.key.services.includes(service), {
      property: "key.services",
      given: this.key.services,
      allowed: `a key that ${service} may use, or its messages are lost`,
      fix: `add "${service}" to the services of EncryptionKey "${this.key.componentName}"`,
    });
    faults.throwIfAny();
    this.statements.add({
      sid: `Source${pascalCase(key)}`,
      principals: [{ service }],
      actions: SEND_ACTIONS,
      resources: [this.arn],
      conditions: {
        ArnEquals: { "aws:SourceArn": sourceArn },
        StringEquals: { "aws:SourceAccount": this.arn.apply((arn) => parseArn(arn).account) },
      },
    });
  }

  public bindingStatements(actions: readonly string[], _scope: NeedScope): readonly Statement[] {
    return messageStatements(this.arn, this.key, actions);
  }

  /** Messages that wait too long, or for a person; and messages that died. */
  public alarms(): readonly AlarmSpec[] {
    const { componentName: name, queue, deadLetters } = this;
    return queueAlarms({ name, queueName: queue.name, deadLettersName: deadLetters.name }, this.plan);
  }

  private makeDeadLetters(plan: QueuePlan): sqs.Queue {
    return new sqs.Queue(
      this.childName("dead-letters"),
      {
        ...(plan.names === undefined ? {} : { name: plan.names.deadLetters }),
        ...(plan.fifo ? { fifoQueue: true } : {}),
        kmsMasterKeyId: this.key.arn,
        messageRetentionSeconds: DEAD_LETTER_DAYS * SECONDS_PER_DAY,
      },
      this.childOptions(),
    );
  }

  private makeQueue(plan: QueuePlan): sqs.Queue {
    return new sqs.Queue(
      this.childName("queue"),
      {
        ...(plan.names === undefined ? {} : { name: plan.names.queue }),
        ...(plan.fifo ? { fifoQueue: true, contentBasedDeduplication: true } : {}),
        kmsMasterKeyId: this.key.arn,
        messageRetentionSeconds: plan.retentionDays * SECONDS_PER_DAY,
        visibilityTimeoutSeconds: plan.visibilitySeconds,
        delaySeconds: plan.delaySeconds,
        receiveWaitTimeSeconds: RECEIVE_WAIT_SECONDS,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: this.deadLetters.arn,
          maxReceiveCount: plan.maxReceives,
        }),
      },
      this.childOptions(),
    );
  }

  private makeRedriveRule(): void {
    new sqs.RedriveAllowPolicy(
      this.childName("redrive-allow"),
      {
        queueUrl: this.deadLetters.url,
        redriveAllowPolicy: pulumi.jsonStringify({ redrivePermission: "byQueue", sourceQueueArns: [this.queue.arn] }),
      },
      this.childOptions(),
    );
  }

  private makePolicy(): sqs.QueuePolicy {
    return new sqs.QueuePolicy(
      this.childName("policy"),
      { queueUrl: this.url, policy: this.statements.json },
      this.childOptions(),
    );
  }

  private makeDeadLettersPolicy(): void {
    const policy = resourcePolicy([denyPlainHttp(this.deadLetters.arn)]);
    new sqs.QueuePolicy(
      this.childName("dead-letters-policy"),
      { queueUrl: this.deadLetters.url, policy },
      this.childOptions(),
    );
  }
}
