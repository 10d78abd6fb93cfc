import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec, MetricSpec } from "../core";
import type { QueuePlan } from "./event-queue-plan";

/** What the alarms are about. */
export interface AlarmedQueue {
  readonly name: string;
  readonly queueName: pulumi.Output<string>;
  readonly deadLettersName: pulumi.Output<string>;
}

/** Messages that wait too long, or for a person; and messages that died. */
export function queueAlarms(
  { name, queueName, deadLettersName }: AlarmedQueue,
  plan: Pick<QueuePlan, "reader" | "oldestMessageSeconds">,
): readonly AlarmSpec[] {
  return [
    plan.reader === "people" ? waiting(name, queueName) : oldestMessage(name, queueName, plan.oldestMessageSeconds),
    {
      key: "dead-letters",
      summary: `Messages of ${name} died: read one, repair the consumer, then redrive.`,
      severity: "page",
      metric: metric("ApproximateNumberOfMessagesVisible", deadLettersName),
      comparison: "atLeast",
      threshold: 1,
      evaluationPeriods: 1,
    },
  ];
}

function oldestMessage(name: string, queueName: pulumi.Output<string>, threshold: number): AlarmSpec {
  return {
    key: "oldest-message",
    summary: `Messages wait too long in ${name}: look at the consumer's errors and concurrency.`,
    severity: "page",
    metric: metric("ApproximateAgeOfOldestMessage", queueName),
    comparison: "above",
    threshold,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
  };
}

/** Nothing else takes them out of the queue: without this, they are gone when their time is over. */
function waiting(name: string, queueName: pulumi.Output<string>): AlarmSpec {
  return {
    key: "waiting",
    summary: `Messages in ${name} wait for a person: read them, do what they ask, and delete them from the queue.`,
    severity: "ticket",
    metric: metric("ApproximateNumberOfMessagesVisible", queueName),
    comparison: "atLeast",
    threshold: 1,
    evaluationPeriods: 1,
  };
}

function metric(name: string, queueName: pulumi.Output<string>): MetricSpec {
  return { namespace: "AWS/SQS", name, dimensions: { QueueName: queueName }, statistic: "Maximum" };
}
