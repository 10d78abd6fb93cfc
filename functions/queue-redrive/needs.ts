import type { FunctionNeeds } from "../shared/needs";

/** Gives messages of a dead-letter queue another chance. A schedule or an operator invokes it. */
export const needs = {
  resources: {
    dead: {
      kind: "queue",
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
      variable: "DEAD_LETTER_QUEUE_URL",
    },
    source: { kind: "queue", actions: ["sqs:SendMessage"], variable: "SOURCE_QUEUE_URL" },
  },
  environment: {
    MAX_REDRIVES: {
      description: "How often a message gets another chance; then it stays for a person.",
      default: "3",
    },
    MESSAGES_PER_RUN: { description: "Messages that one run looks at.", default: "500" },
  },
} as const satisfies FunctionNeeds;
