import { type Stack, type Subject, stackRule } from "../../engine";

export const queueOutlastsItsFunction = stackRule({
  id: "queue-outlasts-its-function",
  title: "Queues hide a message for six times as long as its function may run",
  why: "A message that comes back while it is being handled is handled twice.",
  fix: {
    text: "Set visibilityTimeoutSeconds to at least six times the function's timeout.",
    code: `new sqs.Queue("events", { visibilityTimeoutSeconds: 6 * 30 });`,
  },
  severity: "medium",
  frameworks: [],
  unmapped: "A demand of the service's own documentation; no framework goes into time limits.",
  types: ["aws:lambda/eventSourceMapping:EventSourceMapping"],
  guards: [{ type: "aws:sqs/queue:Queue", path: "visibilityTimeoutSeconds", broken: [1] }],
  check(mapping, judge, stack) {
    const queue = stack.targets(mapping, "eventSourceArn", ["aws:sqs/queue:Queue"])[0];
    const handler = handlerOf(mapping, stack);
    if (queue === undefined || handler === undefined) {
      judge.skip("no queue and function of this stack");
      return;
    }
    const visible = queue.get("visibilityTimeoutSeconds");
    const wanted = 6 * (handler.get("timeout").number() ?? 3);
    judge.require(
      (visible.number() ?? 30) >= wanted,
      visible,
      `at least ${wanted}`,
      `Messages of ${queue.name} come back while ${handler.name} still works on them.`,
    );
  },
});

const FUNCTIONS = ["aws:lambda/function:Function"];

/** The function that a mapping calls, also where it does so by an alias. */
function handlerOf(mapping: Subject, stack: Stack): Subject | undefined {
  const alias = stack.targets(mapping, "functionName", ["aws:lambda/alias:Alias"])[0];
  return stack.targets(alias ?? mapping, "functionName", FUNCTIONS)[0];
}
