import { checkLogRetention, checkLogsKey, Faults, type KeyWithServices } from "../core";
import type { TopicReader, TopicSpec } from "./event-stream-args";
import { checkNames, checkProperties, checkTopics, checkUsers } from "./event-stream-checks";
import type { AclPlan, StreamSetup, TopicPlan } from "./event-stream-setup";

/** Provisioned streams: subnets in so many zones (Amazon MSK API reference, `CreateCluster`, read 2026-11). */
export const ZONES = { min: 2, max: 3 } as const;
/** Brokers of one cluster without ZooKeeper (Amazon MSK developer guide, "Quota", read 2026-11). */
export const BROKERS = { min: 2, max: 60 } as const;
/** Gibibytes of each broker (Amazon MSK developer guide, "Quota", read 2026-11). */
export const BROKER_STORAGE_GIB = { min: 1, max: 16_384 } as const;
/** Hours that records are kept: an hour to ten years. */
const RETENTION_HOURS = { min: 1, max: 87_600 } as const;
/** Copies of every partition of a serverless stream, which nobody can change (Amazon MSK developer guide, read 2026-11). */
const SERVERLESS_REPLICATION = 3;
const MILLISECONDS_PER_HOUR = 3_600_000;

/** The values of the arguments that have a default. */
export const STREAM_DEFAULTS = {
  instanceType: "kafka.m7g.large",
  kafkaVersion: "3.9.x.kraft",
  storageGiB: 100,
  retentionHours: 168,
  monitoring: "DEFAULT",
  openMonitoring: true,
  logRetentionDays: 90,
  deletionProtection: true,
} as const;

const TOPIC_DEFAULTS = { partitions: 6, cleanup: "delete" } as const;

/** A user, as far as the plan looks. */
export interface UserShape {
  readonly produces?: readonly string[];
  readonly consumes?: readonly TopicReader[];
  readonly transactionalPrefix?: string;
  /** Looked at only to refuse plain text. */
  readonly password?: unknown;
}

/** What the plan looks at. */
export interface StreamShape {
  readonly mode?: "provisioned" | "serverless";
  readonly key?: KeyWithServices;
  readonly subnetIds: readonly unknown[];
  readonly topics: Readonly<Record<string, TopicSpec>>;
  readonly clusterName?: string;
  readonly retentionHours?: number;
  readonly watchedGroups?: readonly TopicReader[];
  readonly deletionProtection?: boolean;
  readonly instanceType?: string;
  readonly brokers?: number;
  readonly kafkaVersion?: string;
  readonly replication?: number;
  readonly storageGiB?: number;
  readonly maxStorageGiB?: number;
  readonly users?: Readonly<Record<string, UserShape>>;
  readonly rotation?: { readonly schedule: string };
  readonly monitoring?: string;
  readonly openMonitoring?: boolean;
  readonly serverProperties?: Readonly<Record<string, string>>;
  readonly logRetentionDays?: number;
}

/** The arguments with every default filled in. */
export interface StreamPlan {
  readonly mode: "provisioned" | "serverless";
  readonly clusterName: string;
  readonly instanceType: string;
  readonly brokers: number;
  readonly kafkaVersion: string;
  readonly replication: number;
  readonly storageGiB: number;
  readonly maxStorageGiB: number;
  readonly retentionHours: number;
  readonly monitoring: string;
  readonly openMonitoring: boolean;
  readonly logRetentionDays: number;
  readonly deletionProtection: boolean;
  readonly serverProperties: Readonly<Record<string, string>>;
  readonly watchedGroups: readonly TopicReader[];
  readonly setup: StreamSetup;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planStream(name: string, args: StreamShape): StreamPlan {
  const settings = { ...STREAM_DEFAULTS, ...args };
  const mode = args.mode ?? "provisioned";
  const brokers = args.brokers ?? args.subnetIds.length;
  const replication = mode === "serverless" ? SERVERLESS_REPLICATION : (args.replication ?? (brokers >= 3 ? 3 : 2));
  const readers = Object.values(args.users ?? {}).flatMap((user) => user.consumes ?? []);
  const plan: StreamPlan = {
    mode,
    clusterName: args.clusterName ?? name,
    instanceType: settings.instanceType,
    brokers,
    kafkaVersion: settings.kafkaVersion,
    replication,
    storageGiB: settings.storageGiB,
    maxStorageGiB: args.maxStorageGiB ?? settings.storageGiB * 5,
    retentionHours: settings.retentionHours,
    monitoring: settings.monitoring,
    openMonitoring: settings.openMonitoring,
    logRetentionDays: settings.logRetentionDays,
    deletionProtection: settings.deletionProtection,
    serverProperties: { ...args.serverProperties, ...safeProperties(replication, settings.retentionHours) },
    watchedGroups: args.watchedGroups ?? readers,
    setup: {
      topics: Object.entries(args.topics).map(([topic, spec]) => planTopic(topic, spec, settings, mode, replication)),
      acls: Object.entries(args.users ?? {}).flatMap(([user, spec]) => aclsOf(user, spec)),
      users: Object.keys(args.users ?? {}),
    },
  };
  checkStream(new Faults("EventStream", name), args, plan);
  return plan;
}

function checkStream(faults: Faults, args: StreamShape, plan: StreamPlan): void {
  checkNames(faults, args, plan);
  checkRange(faults, "retentionHours", plan.retentionHours, RETENTION_HOURS);
  checkRange(faults, "subnetIds.length", args.subnetIds.length, ZONES);
  checkTopics(faults, args, plan);
  if (plan.mode === "provisioned") {
    checkRange(faults, "brokers", plan.brokers, BROKERS);
    checkRange(faults, "storageGiB", plan.storageGiB, BROKER_STORAGE_GIB);
    checkRange(faults, "maxStorageGiB", plan.maxStorageGiB, { ...BROKER_STORAGE_GIB, min: plan.storageGiB });
    checkProperties(faults, args.serverProperties ?? {}, safeProperties(plan.replication, plan.retentionHours));
    checkUsers(faults, args);
    checkLogRetention(faults, plan.logRetentionDays);
    if (args.key !== undefined) {
      checkLogsKey(faults, args.key);
    }
  }
  faults.throwIfAny();
}

function checkRange(faults: Faults, property: string, given: number, limit: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `a whole number from ${limit.min} to ${limit.max}`,
    fix: "choose a number in that range",
  });
}

/**
 * What keeps the stream safe: no topic by accident, no access without an ACL, no data lost for the sake of availability, and
 * one copy that may be away while brokers are patched, one after the other.
 */
export function safeProperties(replication: number, retentionHours: number): Readonly<Record<string, string>> {
  const inSync = String(leastInSync(replication));
  return {
    "allow.everyone.if.no.acl.found": "false",
    "auto.create.topics.enable": "false",
    "default.replication.factor": String(replication),
    "log.retention.hours": String(retentionHours),
    "min.insync.replicas": inSync,
    "offsets.topic.replication.factor": String(replication),
    "transaction.state.log.min.isr": inSync,
    "transaction.state.log.replication.factor": String(replication),
    "unclean.leader.election.enable": "false",
  };
}

/** As many as all copies would stop producers whenever one broker restarts. */
function leastInSync(replication: number): number {
  return Math.max(1, replication - 1);
}

function planTopic(
  name: string,
  spec: TopicSpec,
  stream: { readonly retentionHours: number },
  mode: StreamPlan["mode"],
  replication: number,
): TopicPlan {
  const hours = spec.retentionHours ?? stream.retentionHours;
  const copies = spec.replication ?? replication;
  const config = {
    "cleanup.policy": spec.cleanup ?? TOPIC_DEFAULTS.cleanup,
    "retention.ms": hours === "forever" ? "-1" : String(hours * MILLISECONDS_PER_HOUR),
    ...(mode === "serverless" ? {} : { "min.insync.replicas": String(leastInSync(copies)) }),
    ...spec.config,
  };
  return {
    name,
    partitions: spec.partitions ?? TOPIC_DEFAULTS.partitions,
    replication: copies,
    config: Object.fromEntries(Object.entries(config).sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}

/** Reading and writing imply describing, and an idempotent producer needs no more since Kafka 2.8 (KIP-679). */
function aclsOf(user: string, spec: UserShape): readonly AclPlan[] {
  const acl = (resource: AclPlan["resource"], name: string, operation: string): AclPlan => ({
    user,
    resource,
    name,
    pattern: "literal",
    operations: [operation],
  });
  const reads = spec.consumes ?? [];
  const topics = [...new Set(reads.map(({ topic }) => topic))];
  const groups = [...new Set(reads.map(({ group }) => group))];
  const prefix = spec.transactionalPrefix;
  return [
    ...(spec.produces ?? []).map((topic) => acl("topic", topic, "Write")),
    ...topics.map((topic) => acl("topic", topic, "Read")),
    ...groups.map((group) => acl("group", group, "Read")),
    ...(prefix === undefined
      ? []
      : [
          {
            user,
            resource: "transactional-id" as const,
            name: prefix,
            pattern: "prefixed" as const,
            operations: ["Write"],
          },
        ]),
  ];
}
