import type { FunctionNeeds } from "../shared/needs";

/** A signed-in customer's own cart. */
export const needs = {
  resources: {
    cart: {
      kind: "table",
      actions: ["dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"],
      variable: "CART_TABLE",
    },
    products: { kind: "table", actions: ["dynamodb:GetItem"], variable: "PRODUCTS_TABLE" },
  },
  environment: {
    CART_DAYS: { description: "Days for which an untouched line stays in a cart.", default: "30" },
  },
} as const satisfies FunctionNeeds;
