import { part, type SpecLine } from "./line";

const WEB = part("Flows: web", [
  {
    line: "Web/mobile → CloudFront",
    where: [
      { type: "aws:cloudfront/distribution:Distribution", where: { enabled: true } },
      { from: /^Internet$/, to: /edge/ },
    ],
  },
  {
    line: "CloudFront → ALB",
    where: [
      {
        type: "aws:cloudfront/vpcOrigin:VpcOrigin",
        where: {
          "vpcOriginEndpointConfig.arn": /:loadbalancer\/app\//,
          "vpcOriginEndpointConfig.originProtocolPolicy": "https-only",
        },
      },
    ],
  },
  { line: "ALB → ingress → frontend", where: [{ from: /edge/, to: /frontend/ }] },
  { line: "Frontend → backend", where: [{ from: /frontend/, to: /backend/, label: /tcp/ }] },
  { line: "Backend → AI", where: [{ from: /backend/, to: /^(cloudmart-)?ai(-service)?$/ }] },
  {
    line: "Admins → ALB directly",
    where: [{ type: "aws:lb/loadBalancer:LoadBalancer", name: /admin/, where: { internal: false } }],
    note: "From named addresses only.",
  },
  { line: "Partner APIs → backend", where: [{ from: /edge/, to: /backend/ }] },
  { line: "Support → AI", where: [{ from: /support/, to: /^(cloudmart-)?ai(-service)?$/ }] },
]);

const BACKEND = part("Flows: backend", [
  ...["products", "orders", "tickets", "users"].map((table) => ({
    line: `Backend → table ${table}`,
    where: [{ who: /backend/, may: /^dynamodb:/, on: new RegExp(`table/cloudmart-${table}`) }],
  })),
  ...["list-products", "ai-support"].map((name) => ({
    line: `Backend → function ${name}, on demand`,
    where: [{ who: /backend/, may: /^lambda:InvokeFunction$/, on: new RegExp(name) }],
  })),
]);

const AI = part("Flows: AI", [
  {
    line: "AI → OpenAI GPT-4",
    where: [
      { who: /(^|-)ai(-|$)/, may: /^secretsmanager:GetSecretValue$/, on: /openai/ },
      {
        type: /Deployment$|function:Function$/,
        name: /(^|-)ai(-|$)/,
        where: { "environment.variables.OPENAI_MODEL": /./ },
      },
    ],
    note: "GPT-4 is dated: the model's id is a setting.",
  },
  { line: "AI → Bedrock", where: [{ who: /(^|-)ai(-|$)/, may: /^bedrock:InvokeModel$/, on: /^arn:aws:bedrock:/ }] },
  {
    line: "AI → Azure Language (sentiment)",
    where: [{ type: "azure-native:cognitiveservices:Account", where: { kind: "TextAnalytics" } }],
    note: "LUIS is retired: conversational language understanding is part of the same account.",
  },
  {
    line: "AI → Azure Cognitive Services (text analytics, language understanding)",
    where: [{ type: "azure-native:cognitiveservices:Account", where: { kind: /^(CognitiveServices|AIServices)$/ } }],
  },
]);

const ANALYTICS = part("Flows: analytics", [
  { line: "Lambda → Cloud Storage", where: [{ who: /./, may: /storage\.objectCreator$/, on: /lake/ }] },
  {
    line: "Cloud Storage → Dataflow → BigQuery",
    where: [
      { from: /lake/, to: /dataflow|curation/i },
      { from: /dataflow|curation/i, to: /warehouse/ },
    ],
  },
  {
    line: "BigQuery → Data Studio",
    where: [
      { type: "gcp:bigquery/table:Table", where: { view: /SELECT/i } },
      { type: /^gcp:bigquery\/.*I[aA][mM]Member/, name: /report|reader|studio|analyst/ },
    ],
    note: "The tool has no provider resource: a reporting view, a reader's grant and a documented dashboard.",
  },
  {
    line: "S3 lake → ETL",
    where: [{ type: "gcp:storage/transferJob:TransferJob" }],
  },
  {
    line: "No double count between the direct and the lake path",
    where: [
      { type: "gcp:bigquery/table:Table", where: { tableId: "orders_stream" } },
      { type: "gcp:bigquery/table:Table", where: { tableId: "orders_curated" } },
      {
        type: "gcp:bigquery/table:Table",
        where: { view: /orders_stream[\s\S]*orders_curated|orders_curated[\s\S]*orders_stream/ },
      },
    ],
  },
]);

export const FLOWS: readonly SpecLine[] = [...WEB, ...BACKEND, ...AI, ...ANALYTICS];
