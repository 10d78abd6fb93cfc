import type { Faults } from "../core";
import type { StreamPlan, StreamShape, UserShape } from "./event-stream-plan";

const SOURCE = "Amazon MSK developer guide, read 2026-11";
/** Longest name of a cluster, in characters (Amazon MSK API reference, `CreateCluster`, read 2026-11). */
const CLUSTER_NAME_LIMIT = 64;
/** Longest name of a topic, in characters (Apache Kafka, `Topic.MAX_NAME_LENGTH`). */
const TOPIC_NAME_LIMIT = 249;
/** Partitions that Kafka keeps for itself: 50 of offsets and 50 of transactions, unless set otherwise. */
const INTERNAL_PARTITIONS = 100;
/** Partitions of all topics of a serverless stream, copies not counted ("MSK Serverless quota", read 2026-11). */
const SERVERLESS_PARTITIONS = 2400;
/** Secrets that one cluster takes ("SASL/SCRAM limitations", read 2026-11). */
const USER_LIMIT = 1000;

/**
 * Partitions, copies counted, that one broker should carry at most ("Best practices: number of partitions per broker", read
 * 2026-11). Above it MSK may refuse to change configuration, version and users.
 */
function partitionsOf(instanceType: string): number | undefined {
  const [, family = "", size = ""] = /^kafka\.(t3|m5|m7g)\.([a-z0-9]+)$/.exec(instanceType) ?? [];
  if (family === "t3") {
    return size === "small" ? 300 : undefined;
  }
  const bySize: Readonly<Record<string, number>> = { large: 1000, xlarge: 1000, "2xlarge": 2000 };
  return bySize[size] ?? (/^(4|8|12|16|24)xlarge$/.test(size) ? 4000 : undefined);
}

export function checkNames(faults: Faults, args: StreamShape, plan: StreamPlan): void {
  faults.check(/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(plan.clusterName) && plan.clusterName.length <= CLUSTER_NAME_LIMIT, {
    property: "clusterName",
    given: plan.clusterName,
    allowed: `up to ${CLUSTER_NAME_LIMIT} letters, digits and hyphens, a letter or digit first (${SOURCE})`,
    fix: "give the stream a short name, unique in the account and region",
  });
  if (plan.mode === "serverless") {
    return;
  }
  faults.check(partitionsOf(plan.instanceType) !== undefined, {
    property: "instanceType",
    given: plan.instanceType,
    allowed: `"kafka.t3.small", or a size of kafka.m5 or kafka.m7g (${SOURCE})`,
    fix: 'write the type with its "kafka." prefix',
  });
  faults.check(/^(3\.[7-9]|4\.\d+)\.x(\.kraft)?$/.test(plan.kafkaVersion), {
    property: "kafkaVersion",
    given: plan.kafkaVersion,
    allowed: `a version that MSK keeps patched, such as "3.9.x.kraft": 3.7.x or newer (${SOURCE})`,
    fix: 'write the version with "x" for the patch; ".kraft" needs no ZooKeeper',
  });
  const zones = args.subnetIds.length;
  faults.check(zones > 0 && plan.brokers % zones === 0, {
    property: "brokers",
    given: plan.brokers,
    allowed: `a multiple of ${zones}, the number of subnets (${SOURCE})`,
    fix: "add brokers, so that every zone has as many",
  });
  faults.check([2, 3].includes(plan.replication) && plan.replication <= plan.brokers, {
    property: "replication",
    given: plan.replication,
    allowed: `2 or 3, and no more than the ${plan.brokers} brokers`,
    fix: "choose fewer copies or add brokers",
  });
}

export function checkTopics(faults: Faults, args: StreamShape, plan: StreamPlan): void {
  const { topics } = plan.setup;
  faults.check(topics.length > 0, {
    property: "topics",
    given: {},
    allowed: "at least one topic: brokers make none by themselves",
    fix: "declare the topics",
  });
  for (const { name, partitions, replication, config } of topics) {
    const path = `topics.${name}`;
    faults.check(
      /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/.test(name) && !name.startsWith("__") && name.length <= TOPIC_NAME_LIMIT,
      {
        property: path,
        given: name,
        allowed: `up to ${TOPIC_NAME_LIMIT} letters, digits and "._-"; two underscores begin Kafka's own topics`,
        fix: "rename the topic",
      },
    );
    faults.check(Number.isInteger(partitions) && partitions >= 1, {
      property: `${path}.partitions`,
      given: partitions,
      allowed: "a whole number, 1 or more",
      fix: "choose as many partitions as consumers should ever work side by side",
    });
    checkCopies(faults, `${path}.replication`, replication, plan);
    checkConfig(faults, path, config);
    const retention = args.topics[name]?.retentionHours;
    faults.check(
      retention === undefined || retention === "forever" || (Number.isInteger(retention) && retention >= 1),
      {
        property: `${path}.retentionHours`,
        given: retention,
        allowed: 'whole hours, or "forever"',
        fix: "say for how long records must be there to replay",
      },
    );
  }
  checkPartitions(faults, plan);
}

/** Settings end in a command of the job that makes the topics. */
function checkConfig(faults: Faults, path: string, config: Readonly<Record<string, string>>): void {
  for (const [setting, value] of Object.entries(config)) {
    faults.check(/^[a-z]+(\.[a-z]+)*$/.test(setting) && /^[A-Za-z0-9._:-]+$/.test(value), {
      property: `${path}.config.${setting}`,
      given: value,
      allowed: 'settings of a topic, such as "max.message.bytes", and values without spaces, commas or quotes',
      fix: "write the setting as Kafka's documentation names it",
    });
  }
}

function checkCopies(faults: Faults, property: string, given: number, plan: StreamPlan): void {
  const serverless = plan.mode === "serverless";
  const most = serverless ? plan.replication : plan.brokers;
  faults.check(Number.isInteger(given) && given >= (serverless ? most : 2) && given <= most, {
    property,
    given,
    allowed: serverless ? `${most}: a serverless stream has no other` : `a whole number from 2 to the ${most} brokers`,
    fix: "leave it out, or add brokers: one copy alone is away whenever its broker restarts",
  });
}

function checkPartitions(faults: Faults, plan: StreamPlan): void {
  const { topics } = plan.setup;
  if (plan.mode === "serverless") {
    const sum = topics.reduce((total, topic) => total + topic.partitions, 0);
    faults.check(sum <= SERVERLESS_PARTITIONS, {
      property: "topics",
      given: sum,
      allowed: `up to ${SERVERLESS_PARTITIONS} partitions together (${SOURCE})`,
      fix: "declare fewer partitions, or provision brokers",
    });
    return;
  }
  const copies = topics.reduce((total, topic) => total + topic.partitions * topic.replication, 0);
  const sum = copies + INTERNAL_PARTITIONS * plan.replication;
  const most = (partitionsOf(plan.instanceType) ?? Number.POSITIVE_INFINITY) * plan.brokers;
  faults.check(!(sum > most), {
    property: "topics",
    given: sum,
    allowed: `up to ${most} partitions on ${plan.brokers} × ${plan.instanceType}, copies and Kafka's own included (${SOURCE})`,
    fix: "declare fewer partitions, or choose larger or more brokers",
  });
}

/** Users of SCRAM: names that are safe in a shell and in a secret's name, topics that are there, passwords that somebody makes. */
export function checkUsers(faults: Faults, args: StreamShape): void {
  const users = Object.entries(args.users ?? {});
  faults.check(users.length <= USER_LIMIT, {
    property: "users",
    given: users.length,
    allowed: `up to ${USER_LIMIT} (${SOURCE})`,
    fix: "let services of this account sign in by IAM",
  });
  for (const [name, user] of users) {
    checkUser(faults, name, user, args);
  }
}

function checkUser(faults: Faults, name: string, user: UserShape, args: StreamShape): void {
  const path = `users.${name}`;
  faults.check(/^[a-z][a-z0-9-]{0,62}$/.test(name), {
    property: path,
    given: name,
    allowed: "a letter, then up to 62 lower-case letters, digits and hyphens",
    fix: "rename the user",
  });
  const topics = [...(user.produces ?? []), ...(user.consumes ?? []).map(({ topic }) => topic)];
  for (const topic of topics) {
    faults.check(topic in args.topics, {
      property: path,
      given: topic,
      allowed: `one of the topics ${Object.keys(args.topics).join(", ")}`,
      fix: "declare the topic, or take it away from the user",
    });
  }
  faults.check(topics.length > 0, {
    property: path,
    given: {},
    allowed: "a user who produces or consumes something",
    fix: "say what the user does, or leave it out",
  });
  for (const name of [...(user.consumes ?? []).map(({ group }) => group), user.transactionalPrefix ?? "ok"]) {
    faults.check(/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name), {
      property: path,
      given: name,
      allowed: 'names of groups and transactions of letters, digits and "._-"',
      fix: "rename it",
    });
  }
  faults.check(typeof user.password !== "string", {
    property: `${path}.password`,
    given: "[plain text]",
    allowed: "a secret output, such as config.requireSecret(…), or nothing",
    fix: "leave the password to the rotation function",
  });
  faults.check(user.password !== undefined || args.rotation !== undefined, {
    property: "rotation",
    given: undefined,
    allowed: `a rotation, which makes the password of user "${name}"`,
    fix: "pass rotation with a function and a schedule",
  });
}

/** What keeps a stream safe cannot be set otherwise. */
export function checkProperties(
  faults: Faults,
  given: Readonly<Record<string, string>>,
  safe: Readonly<Record<string, string>>,
): void {
  for (const [property, value] of Object.entries(given)) {
    const wanted = safe[property];
    faults.check(wanted === undefined || wanted === value, {
      property: `serverProperties.${property}`,
      given: value,
      allowed: `${wanted}, which follows from replication and retentionHours`,
      fix: "leave the property out",
    });
  }
}
