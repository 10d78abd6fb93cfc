import type { FunctionNeeds } from "../shared/needs";

/** Finds checkouts that nobody finished, and undoes them. A schedule invokes it. */
export const needs = {
  resources: {
    orders: {
      kind: "table",
      actions: ["dynamodb:Query", "dynamodb:GetItem", "dynamodb:UpdateItem"],
      variable: "ORDERS_TABLE",
      indexes: ["status-index"],
    },
    products: { kind: "table", actions: ["dynamodb:UpdateItem"], variable: "PRODUCTS_TABLE" },
    customers: { kind: "topic", actions: ["sns:Publish"], variable: "CUSTOMER_TOPIC_ARN" },
    stripe: { kind: "secret", actions: ["secretsmanager:GetSecretValue"], variable: "STRIPE_SECRET_ARN" },
  },
  environment: {
    ABANDONED_AFTER_MINUTES: {
      description: "Age from which an unfinished order is abandoned, in minutes; longer than any checkout runs.",
      default: "120",
    },
    STRIPE_ENDPOINT: { description: "Stripe's address.", default: "https://api.stripe.com" },
  },
  endpoints: [{ host: "api.stripe.com", purpose: "release authorised payments" }],
} as const satisfies FunctionNeeds;
