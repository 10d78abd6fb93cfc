import type { ResourceClaim } from "../../../planner/report/claims";
import { part, type SpecLine } from "./line";

function table(tableName: string, where: ResourceClaim["where"] = {}): ResourceClaim {
  return { type: "aws:dynamodb/table:Table", where: { name: `cloudmart-${tableName}`, ...where }, exactly: 1 };
}

const MODEL = part("Data model", [
  { line: "DynamoDB `cloudmart-products`", where: [table("products")] },
  { line: "DynamoDB `cloudmart-orders`, stream on", where: [table("orders", { streamEnabled: true })] },
  { line: "DynamoDB `cloudmart-tickets`", where: [table("tickets")] },
  {
    line: "Users: `cloudmart-users`, e-mail index",
    where: [table("users", { "globalSecondaryIndexes.*.name": /email/ })],
    note: "One view of the design has three tables, the other four: the union is built.",
  },
  {
    line: "Point-in-time recovery on all",
    where: [{ type: "aws:dynamodb/table:Table", where: { "pointInTimeRecovery.enabled": true }, exactly: 4 }],
  },
  {
    line: "KMS on all",
    where: [
      {
        type: "aws:dynamodb/table:Table",
        where: { "serverSideEncryption.enabled": true, "serverSideEncryption.kmsKeyArn": /^arn:aws:kms:/ },
        exactly: 4,
      },
    ],
  },
  {
    line: "Redis caches products and orders",
    where: [
      { type: "aws:elasticache/replicationGroup:ReplicationGroup", where: { engine: /^(redis|valkey)$/ } },
      { from: /backend|^cloudmart$/, to: /cache/ },
    ],
  },
  { line: "S3 data lake", where: [{ type: "aws:s3/bucket:Bucket", name: /lake/ }] },
  { line: "S3 observability bucket", where: [{ type: "aws:s3/bucket:Bucket", name: /watch|observability|logs/ }] },
  { line: "Cloud Storage lake", where: [{ type: "gcp:storage/bucket:Bucket", name: /lake/ }] },
  { line: "Dataflow", where: [{ type: /^gcp:dataflow\// }] },
  {
    line: "BigQuery partitioned by event day",
    where: ["orders_stream", "orders_curated"].map((tableId) => ({
      type: "gcp:bigquery/table:Table",
      where: { tableId, "timePartitioning.type": "DAY", "timePartitioning.field": /event/ },
    })),
  },
  {
    line: "SQS event queue with dead-letter queue",
    where: [
      { type: "aws:sqs/queue:Queue", name: /events?/, where: { "redrivePolicy.deadLetterTargetArn": /^arn:aws:sqs:/ } },
    ],
  },
]);

const FUNCTIONS = part("Functions", [
  {
    line: "`list-products` (reads products)",
    where: [
      { type: "aws:lambda/function:Function", name: /list-products/ },
      { who: /list-products/, may: /^dynamodb:(Scan|Query)$/, on: /table\/cloudmart-products/ },
    ],
  },
  {
    line: "AI support (tickets)",
    where: [
      { type: "aws:lambda/function:Function", name: /ai-support/ },
      { who: /ai-support/, may: /^dynamodb:(PutItem|UpdateItem)$/, on: /table\/cloudmart-tickets/ },
    ],
    note: "One view of the design has two functions, the other three: the union is built.",
  },
  {
    line: "`data-pipeline` reads the orders stream",
    where: [
      {
        type: "aws:lambda/eventSourceMapping:EventSourceMapping",
        where: { eventSourceArn: /table\/cloudmart-orders\/stream/ },
      },
    ],
  },
  { line: "`data-pipeline` → BigQuery", where: [{ who: /./, may: /bigquery\.dataEditor$|bigquery/, on: /./ }] },
  { line: "`data-pipeline` → S3 lake", where: [{ who: /pipeline|writer/, may: /^s3:PutObject$/, on: /lake/ }] },
  { line: "`data-pipeline` → Cloud Storage", where: [{ who: /./, may: /storage\.objectCreator$/, on: /lake/ }] },
  { line: "`data-pipeline` → queue", where: [{ who: /pipeline|writer/, may: /^sqs:SendMessage$/, on: /event/ }] },
]);

export const DATA: readonly SpecLine[] = [...MODEL, ...FUNCTIONS];
