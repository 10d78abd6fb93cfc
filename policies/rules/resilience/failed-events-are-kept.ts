import { type Judge, REMOVED, type Stack, type Subject, stackRule } from "../../engine";

export const failedEventsAreKept = stackRule({
  id: "failed-events-are-kept",
  title: "Events that fail again and again are kept",
  why: "Without a dead-letter queue the event that nobody could handle is lost, or blocks all that follow.",
  fix: {
    text: "Give queues a redrive policy, and functions that are called without waiting a destination for failures.",
    code: `redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 5 })`,
  },
  severity: "medium",
  frameworks: [],
  unmapped: "No control of the mapped frameworks asks where events go that failed.",
  types: [
    "aws:sqs/queue:Queue",
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  ],
  guards: [
    {
      type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      path: "destinationConfig.onFailure.destination",
      broken: [REMOVED],
    },
  ],
  check(subject, judge, stack) {
    if (subject.type === "aws:sqs/queue:Queue") {
      checkQueue(subject, judge, stack);
      return;
    }
    const mapping = subject.type === "aws:lambda/eventSourceMapping:EventSourceMapping";
    const destination = subject.get(`destinationConfig.onFailure.${mapping ? "destinationArn" : "destination"}`);
    const source = subject.get("eventSourceArn");
    const stream = source.unknown
      ? subject.linked("eventSourceArn", ["aws:dynamodb/table:Table", "aws:kinesis/stream:Stream"])
      : /:(dynamodb|kinesis):/.test(source.text() ?? "");
    const wanted = stream || !mapping;
    judge.require(!wanted || destination.present, destination, "a queue or topic for what failed");
  },
});

function checkQueue(queue: Subject, judge: Judge, stack: Stack): void {
  const policy = queue.get("redrivePolicy");
  const separate = stack.referrers(queue, ["aws:sqs/redrivePolicy:RedrivePolicy"], "queueUrl").found;
  if (policy.present || separate.length > 0 || isDeadLetters(queue, stack)) {
    return;
  }
  judge.fail(policy, "a redrive policy", `Queue ${queue.name} keeps no messages that fail.`);
}

/** Where resources name the place for what failed. */
const FAILURE_PLACES = [
  "redrivePolicy",
  "destinationConfig.onFailure.destination",
  "destinationConfig.onFailure.destinationArn",
  "deadLetterConfig.targetArn",
  "deadLetterConfig.arn",
];

/** Is this the queue that others send their failures to? */
function isDeadLetters(queue: Subject, stack: Stack): boolean {
  const named = stack.memo("failure places", () => failurePlaces(stack));
  return queue.get("redriveAllowPolicy").present || [queue.urn, ...queue.identities()].some((name) => named.has(name));
}

/** URNs and ARNs of everything that failures are sent to. */
function failurePlaces(stack: Stack): ReadonlySet<string> {
  const named = new Set<string>();
  for (const subject of stack.subjects) {
    for (const path of FAILURE_PLACES) {
      const node = subject.get(path);
      if (!node.present) {
        continue;
      }
      const text = node.unknown ? "" : (node.text() ?? "");
      for (const name of [...subject.sources(path), ...text.split('"')]) {
        named.add(name);
      }
    }
  }
  named.delete("");
  return named;
}
