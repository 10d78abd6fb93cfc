import type { FunctionNeeds } from "../shared/needs";

/** Writes the days that analytics missed from the S3 lake to the Cloud Storage lake again. */
export const needs = {
  resources: {
    lake: { kind: "bucket", actions: ["s3:GetObject", "s3:ListBucket"], variable: "LAKE_BUCKET", prefix: "orders/" },
  },
  environment: {
    GCS_LAKE_BUCKET: { description: "Cloud Storage bucket that Dataflow reads order changes from." },
    GCS_ENDPOINT: { description: "Cloud Storage's address.", default: "https://storage.googleapis.com" },
    FROM_DAY: { description: "The first day, as 2026-11-21; whoever starts the task says it." },
    TO_DAY: { description: "The last day; the first one alone where it is left out.", default: "" },
  },
  identities: {
    gcp: { cloud: "gcp", variable: "GCP_IDENTITY" },
  },
} as const satisfies FunctionNeeds;
