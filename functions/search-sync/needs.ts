import type { FunctionNeeds } from "../shared/needs";

/** Keeps the search index like the product table. The event source mapping reads the stream. */
export const needs = {
  resources: {
    search: { kind: "search", actions: ["es:ESHttpPost", "es:ESHttpPut"], variable: "SEARCH_ENDPOINT" },
    failures: { kind: "queue", actions: ["sqs:SendMessage"], variable: "FAILURE_QUEUE_URL" },
  },
  environment: {
    SEARCH_SERVICE: { description: "es for a domain, aoss for a serverless collection.", default: "es" },
  },
} as const satisfies FunctionNeeds;
