import { IDEMPOTENCY_ACTIONS } from "../shared/idempotency-actions";
import type { FunctionNeeds } from "../shared/needs";

/** Tells customers what became of their orders. The event source mapping reads the queue that hears the topic. */
export const needs = {
  resources: {
    done: { kind: "table", actions: IDEMPOTENCY_ACTIONS, variable: "IDEMPOTENCY_TABLE" },
    users: { kind: "user-pool", actions: ["cognito-idp:AdminGetUser"], variable: "USER_POOL_ID" },
    sender: { kind: "email", actions: ["ses:SendEmail"], variable: "SENDER" },
    texts: { kind: "text-messages", actions: ["sns:Publish"], variable: "TEXT_MESSAGES", optional: true },
  },
  environment: {
    SHOP_URL: { description: "Where the shop's pages are, without a slash at the end: `https://shop.example.com`." },
  },
} as const satisfies FunctionNeeds;
