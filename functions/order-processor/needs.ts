import type { FunctionNeeds } from "../shared/needs";

/** Finalises orders from the queue. The event source mapping reads the queue. */
export const needs = {
  resources: {
    orders: {
      kind: "table",
      actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      variable: "ORDERS_TABLE",
    },
    products: { kind: "table", actions: ["dynamodb:UpdateItem"], variable: "PRODUCTS_TABLE" },
    cart: { kind: "table", actions: ["dynamodb:DeleteItem"], variable: "CART_TABLE" },
    customers: { kind: "topic", actions: ["sns:Publish"], variable: "CUSTOMER_TOPIC_ARN" },
    checkout: {
      kind: "workflow",
      actions: ["states:SendTaskSuccess", "states:SendTaskFailure"],
      variable: "CHECKOUT_ARN",
    },
  },
} as const satisfies FunctionNeeds;
