import type { FunctionNeeds } from "../shared/needs";

/** Reads the product table, and nothing else. */
export const needs = {
  resources: {
    products: { kind: "table", actions: ["dynamodb:Scan"], variable: "PRODUCTS_TABLE" },
  },
} as const satisfies FunctionNeeds;
