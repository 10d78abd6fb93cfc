import type { FunctionNeeds } from "../shared/needs";

/** Imports catalogue files that were uploaded to the bucket. */
export const needs = {
  resources: {
    uploads: { kind: "bucket", actions: ["s3:GetObject"], variable: "CATALOG_BUCKET", prefix: "incoming/" },
    reports: { kind: "bucket", actions: ["s3:PutObject"], variable: "REPORTS_BUCKET", prefix: "reports/" },
    products: { kind: "table", actions: ["dynamodb:PutItem"], variable: "PRODUCTS_TABLE" },
  },
} as const satisfies FunctionNeeds;
