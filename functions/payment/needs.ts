import { IDEMPOTENCY_ACTIONS } from "../shared/idempotency-actions";
import type { FunctionNeeds } from "../shared/needs";

/** Authorises and captures the customer's card, and keeps the order's record of it. */
export const needs = {
  resources: {
    orders: {
      kind: "table",
      actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      variable: "ORDERS_TABLE",
    },
    done: { kind: "table", actions: IDEMPOTENCY_ACTIONS, variable: "IDEMPOTENCY_TABLE" },
    stripe: { kind: "secret", actions: ["secretsmanager:GetSecretValue"], variable: "STRIPE_SECRET_ARN" },
  },
  environment: {
    STRIPE_ENDPOINT: { description: "Stripe's address.", default: "https://api.stripe.com" },
  },
  endpoints: [{ host: "api.stripe.com", purpose: "authorise and capture card payments" }],
} as const satisfies FunctionNeeds;
