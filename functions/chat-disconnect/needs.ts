import type { FunctionNeeds } from "../shared/needs";

/** Forgets a connection that was closed. */
export const needs = {
  resources: {
    chat: { kind: "table", actions: ["dynamodb:DeleteItem"], variable: "CHAT_TABLE" },
  },
} as const satisfies FunctionNeeds;
