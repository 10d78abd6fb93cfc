import type { FunctionNeeds } from "../shared/needs";

/** Notes a new connection. */
export const needs = {
  resources: {
    chat: { kind: "table", actions: ["dynamodb:PutItem"], variable: "CHAT_TABLE" },
  },
} as const satisfies FunctionNeeds;
