import type { FunctionNeeds } from "../shared/needs";

/** First step of the checkout: reads, and changes nothing. */
export const needs = {
  resources: {
    cart: { kind: "table", actions: ["dynamodb:Query"], variable: "CART_TABLE" },
    products: { kind: "table", actions: ["dynamodb:BatchGetItem"], variable: "PRODUCTS_TABLE" },
  },
} as const satisfies FunctionNeeds;
