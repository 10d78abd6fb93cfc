import { CUSTOMER_KEY_TYPES, customerKey, resourceRule } from "../../engine";

export const queueEncrypted = resourceRule({
  id: "queue-encrypted",
  title: "Queues encrypt their messages",
  why: "Messages carry orders and addresses, and stay for days where nobody fetches them.",
  fix: {
    text: "Set kmsMasterKeyId to your key, or at least sqsManagedSseEnabled.",
    code: `new sqs.Queue("events", { kmsMasterKeyId: key.arn });`,
  },
  severity: "medium",
  frameworks: ["FSBP SQS.1"],
  types: ["aws:sqs/queue:Queue"],
  guards: [{ path: "kmsMasterKeyId", broken: ["alias/aws/sqs", ""] }],
  check(queue, judge) {
    const key = queue.get("kmsMasterKeyId");
    const managed = queue.get("sqsManagedSseEnabled");
    if (key.present) {
      const known = key.unknown && queue.linked("kmsMasterKeyId", CUSTOMER_KEY_TYPES);
      judge.require(known || customerKey.test(key, queue, judge), key, customerKey.text);
    } else {
      judge.require(
        managed.flag() !== false,
        managed,
        "true, or a key in kmsMasterKeyId",
        `Queue ${queue.name} stores its messages in the clear.`,
      );
    }
  },
});
