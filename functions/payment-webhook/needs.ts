import { IDEMPOTENCY_ACTIONS } from "../shared/idempotency-actions";
import type { FunctionNeeds } from "../shared/needs";

/** Takes Stripe's events. */
export const needs = {
  resources: {
    orders: { kind: "table", actions: ["dynamodb:UpdateItem"], variable: "ORDERS_TABLE" },
    done: { kind: "table", actions: IDEMPOTENCY_ACTIONS, variable: "IDEMPOTENCY_TABLE" },
    signing: {
      kind: "secret",
      actions: ["secretsmanager:GetSecretValue"],
      variable: "STRIPE_WEBHOOK_SECRET_ARN",
    },
    operations: { kind: "topic", actions: ["sns:Publish"], variable: "OPERATIONS_TOPIC_ARN" },
  },
} as const satisfies FunctionNeeds;
