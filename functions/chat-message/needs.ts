import type { FunctionNeeds } from "../shared/needs";

/** Answers chat messages from the knowledge base. */
export const needs = {
  resources: {
    chat: {
      kind: "table",
      actions: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"],
      variable: "CHAT_TABLE",
    },
    knowledge: { kind: "knowledge-base", actions: ["bedrock:Retrieve"], variable: "KNOWLEDGE_BASE_ID" },
    model: { kind: "model", actions: ["bedrock:InvokeModel"], variable: "BEDROCK_MODEL_ID" },
    socket: { kind: "websocket", actions: ["execute-api:ManageConnections"], variable: "WEBSOCKET_ENDPOINT" },
  },
  environment: {
    HISTORY_DAYS: { description: "Days for which a conversation is kept.", default: "30" },
  },
} as const satisfies FunctionNeeds;
