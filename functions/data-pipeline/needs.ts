import type { FunctionNeeds } from "../shared/needs";

/** Copies order changes to BigQuery, to both lakes and to the event queue. The event source mapping reads the stream. */
export const needs = {
  resources: {
    lake: { kind: "bucket", actions: ["s3:PutObject"], variable: "LAKE_BUCKET", prefix: "orders/" },
    events: { kind: "queue", actions: ["sqs:SendMessage"], variable: "EVENT_QUEUE_URL" },
    failures: { kind: "queue", actions: ["sqs:SendMessage"], variable: "FAILURE_QUEUE_URL" },
  },
  environment: {
    BIGQUERY_PROJECT: { description: "Google Cloud project that holds the dataset." },
    BIGQUERY_DATASET: { description: "Dataset of the order tables." },
    BIGQUERY_STREAM_TABLE: {
      description: "Table that takes every change of an order, duplicates included.",
      default: "orders_stream",
    },
    GCS_LAKE_BUCKET: { description: "Cloud Storage bucket that Dataflow reads order changes from." },
    BIGQUERY_ENDPOINT: { description: "BigQuery's address.", default: "https://bigquery.googleapis.com" },
    GCS_ENDPOINT: { description: "Cloud Storage's address.", default: "https://storage.googleapis.com" },
    PERSONAL_ATTRIBUTES: {
      description: "Attributes of an order that analytics never sees, by name, comma-separated, at any depth.",
      default: "email,name,firstName,lastName,phone,address,shippingAddress,billingAddress,notes",
    },
  },
  endpoints: [
    { host: "sts.googleapis.com", purpose: "exchange the AWS identity for a Google token" },
    { host: "iamcredentials.googleapis.com", purpose: "act as the pipeline's service account" },
    { host: "bigquery.googleapis.com", purpose: "append order changes" },
    { host: "storage.googleapis.com", purpose: "copy order changes to the Cloud Storage lake" },
  ],
  identities: {
    gcp: { cloud: "gcp", variable: "GCP_IDENTITY" },
  },
} as const satisfies FunctionNeeds;
