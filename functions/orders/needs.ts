import type { FunctionNeeds } from "../shared/needs";

/** A signed-in customer's own orders, to read. */
export const needs = {
  resources: {
    orders: {
      kind: "table",
      actions: ["dynamodb:GetItem", "dynamodb:Query"],
      variable: "ORDERS_TABLE",
      indexes: ["user-index"],
    },
  },
} as const satisfies FunctionNeeds;
