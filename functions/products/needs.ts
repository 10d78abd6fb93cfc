import type { FunctionNeeds } from "../shared/needs";

/** Browsing for everybody, changes for admins. */
export const needs = {
  resources: {
    products: {
      kind: "table",
      actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Query", "dynamodb:Scan"],
      variable: "PRODUCTS_TABLE",
      indexes: ["category-index"],
    },
    search: { kind: "search", actions: ["es:ESHttpPost"], variable: "SEARCH_ENDPOINT" },
  },
  environment: {
    SEARCH_SERVICE: { description: "es for a domain, aoss for a serverless collection.", default: "es" },
    ADMIN_GROUP: { description: "Cognito group that may change products.", default: "admin" },
  },
} as const satisfies FunctionNeeds;
