import type { ResourceClaim } from "../../../planner/report/claims";
import { part, type SpecLine } from "../spec-line";

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
      { from: /^product$/, to: /^cloudmart-cache$/ },
      { from: /^order$/, to: /^cloudmart-cache$/ },
      {
        type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        name: /^cloudmart-egress-cloudmart-cache/,
        where: { fromPort: 6379, toPort: 6379 },
      },
    ],
  },
  { line: "S3 data lake", where: [{ type: "aws:s3/bucket:Bucket", name: /^cloudmart-lake-bucket$/ }] },
  { line: "S3 observability bucket", where: [{ type: "aws:s3/bucket:Bucket", name: /^cloudmart-observability/ }] },
  { line: "Cloud Storage lake", where: [{ type: "gcp:storage/bucket:Bucket", name: /lake/ }] },
  { line: "Dataflow", where: [{ type: /^gcp:dataflow\/.*Job$/, name: /^cloudmart-dataflow-job$/ }] },
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
  {
    line: "`data-pipeline` → BigQuery",
    where: [
      { from: /^cloudmart-pipeline-writer$/, to: /^cloudmart-pipeline-gcp$/, label: /acts as/ },
      {
        type: "gcp:bigquery/iamMember:IamMember",
        name: /grant-orders_stream-pipeline-append$/,
        where: { role: "roles/bigquery.dataEditor", tableId: "orders_stream", member: /cloudmart-pipeline-gcp@/ },
      },
    ],
  },
  {
    line: "`data-pipeline` → S3 lake",
    where: [
      { who: /^cloudmart-pipeline-writer-role$/, may: /^s3:PutObject$/, on: /^arn:aws:s3:::cloudmart-lake-bucket/ },
    ],
  },
  {
    line: "`data-pipeline` → Cloud Storage",
    where: [
      {
        who: /^cloudmart-pipeline-gcp-account$/,
        may: /storage\.objectCreator$/,
        on: /^cloudmart-pipeline-lake-bucket/,
      },
    ],
  },
  {
    line: "`data-pipeline` → queue",
    where: [{ who: /^cloudmart-pipeline-writer-role$/, may: /^sqs:SendMessage$/, on: /:cloudmart-events-queue/ }],
  },
]);

export const DATA: readonly SpecLine[] = [...MODEL, ...FUNCTIONS];
