import type * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";
import type { RotationFunction, StoredSecret } from "./secret-store";

/** One topic, as data: a job in the cluster makes it (`KafkaTopics`). */
export interface TopicSpec {
  /** @default 6 */
  readonly partitions?: number;
  /** Copies of each partition, up to the number of brokers. @default the stream's own */
  readonly replication?: number;
  /** Hours for which records can be replayed; "forever" for compacted topics. @default the stream's `retentionHours` */
  readonly retentionHours?: number | "forever";
  /** Whether old records go by age, or only where a newer one has their key. @default "delete" */
  readonly cleanup?: "delete" | "compact";
  /** Further settings of the topic: `max.message.bytes`. @default none */
  readonly config?: Readonly<Record<string, string>>;
}

/** What a user who signs in by SCRAM reads: a topic, as one consumer group. */
export interface TopicReader<Topic extends string = string> {
  readonly topic: Topic;
  readonly group: string;
}

/** A user who signs in by SCRAM, because no AWS role reaches the place where it runs; everybody else uses IAM. */
export interface StreamUser<Topic extends string = string> {
  /** Topics that it writes. @default none */
  readonly produces?: readonly Topic[];
  /** Topics that it reads, each as one consumer group. @default none */
  readonly consumes?: readonly TopicReader<Topic>[];
  /** Begins the ids of its transactions, for an exactly-once sink such as Flink's. @default no transactions */
  readonly transactionalPrefix?: string;
  /**
   * The password, as a secret output: `config.requireSecret("flinkPassword")`.
   * @default `rotation` makes it, and neither code nor state ever sees it
   */
  readonly password?: pulumi.Output<string>;
}

/** How the passwords of users who have none given are made, and made anew. */
export interface StreamRotation {
  /** `rate(30 days)` or `cron(…)`, in UTC. */
  readonly schedule: string;
  /**
   * Makes the function that rotates one user's secret, bound to that secret.
   * @param parent to which the function belongs
   */
  readonly function: (user: string, secret: StoredSecret, parent: pulumi.Resource) => RotationFunction;
}

/** What provisioned and serverless streams have in common. */
interface CommonArgs<Topic extends string> {
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets in two or three zones, one in each. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The topics, by their names in Kafka. */
  readonly topics: Readonly<Record<Topic, TopicSpec>>;
  /** Physical name, unique in account and region. @default the component's name */
  readonly clusterName?: string;
  /** Hours for which a topic keeps records, unless it says otherwise. @default 168: seven days to replay */
  readonly retentionHours?: number;
  /** Consumer groups whose lag is watched, by topic. @default the groups of `users` */
  readonly watchedGroups?: readonly TopicReader<Topic>[];
  /** Pulumi does not delete the stream. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}

/** Brokers of a chosen size, on which SCRAM users and ACLs are possible. */
export interface ProvisionedStreamArgs<Topic extends string = string> extends CommonArgs<Topic> {
  /** @default "provisioned" */
  readonly mode?: "provisioned";
  /** The customer key of data, secrets and logs. Its `services` must name `logs`. */
  readonly key: EncryptionKey;
  /** @default "kafka.m7g.large"; `kafka.t3.small` is for development */
  readonly instanceType?: string;
  /** A multiple of the number of subnets. @default one in each subnet */
  readonly brokers?: number;
  /** A version that MSK supports; `.kraft` needs no ZooKeeper. @default "3.9.x.kraft" */
  readonly kafkaVersion?: string;
  /** Copies of each partition: 2 or 3. @default 3 with three brokers or more, otherwise 2 */
  readonly replication?: number;
  /** Gibibytes for each broker. @default 100 */
  readonly storageGiB?: number;
  /** Up to where storage grows by itself; it never shrinks. @default five times `storageGiB` */
  readonly maxStorageGiB?: number;
  /** Users who sign in by SCRAM. @default none */
  readonly users?: Readonly<Record<string, StreamUser<Topic>>>;
  /** Needed where a user has no `password`. */
  readonly rotation?: StreamRotation;
  /** How much CloudWatch measures; all but `DEFAULT` cost by the metric. @default "DEFAULT" */
  readonly monitoring?: "DEFAULT" | "PER_BROKER" | "PER_TOPIC_PER_BROKER" | "PER_TOPIC_PER_PARTITION";
  /** Exporters for Prometheus on every broker. @default true */
  readonly openMonitoring?: boolean;
  /** Settings of the brokers, beside those that keep it safe, which cannot be changed. @default none */
  readonly serverProperties?: Readonly<Record<string, string>>;
  /** @default 90 */
  readonly logRetentionDays?: number;
}

/** Capacity without brokers to choose: sign-in by IAM only, three copies, encrypted by a key of AWS. */
export interface ServerlessStreamArgs<Topic extends string = string> extends CommonArgs<Topic> {
  readonly mode: "serverless";
}

/** Arguments of `EventStream`. */
export type EventStreamArgs<Topic extends string = string> = ProvisionedStreamArgs<Topic> | ServerlessStreamArgs<Topic>;
