import type { FunctionNeeds } from "../shared/needs";

/** Undoes a checkout: releases the money, gives the stock back, closes the order. */
export const needs = {
  resources: {
    orders: {
      kind: "table",
      actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      variable: "ORDERS_TABLE",
    },
    products: { kind: "table", actions: ["dynamodb:UpdateItem"], variable: "PRODUCTS_TABLE" },
    stripe: { kind: "secret", actions: ["secretsmanager:GetSecretValue"], variable: "STRIPE_SECRET_ARN" },
  },
  environment: {
    STRIPE_ENDPOINT: { description: "Stripe's address.", default: "https://api.stripe.com" },
  },
  endpoints: [{ host: "api.stripe.com", purpose: "release authorised payments" }],
} as const satisfies FunctionNeeds;
