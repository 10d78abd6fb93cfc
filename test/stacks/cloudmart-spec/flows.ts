import { part, type SpecLine } from "../spec-line";

const WEB = part("Flows: web", [
  {
    line: "Web/mobile → CloudFront",
    where: [
      { type: "aws:cloudfront/distribution:Distribution", where: { enabled: true } },
      { from: /^Internet$/, to: /^cloudmart-edge$/ },
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
  {
    line: "ALB → ingress → frontend",
    where: [
      { from: /^cloudmart-edge-shoppers$/, to: /^frontend$/ },
      {
        type: "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding",
        where: { "spec.serviceRef.name": "frontend", "spec.targetType": "ip" },
      },
    ],
  },
  { line: "Frontend → backend", where: [{ from: /^frontend$/, to: /^backend$/, label: /tcp/ }] },
  { line: "Backend → AI", where: [{ from: /^backend$/, to: /^ai$/ }] },
  {
    line: "Admins → ALB directly",
    where: [{ type: "aws:lb/loadBalancer:LoadBalancer", name: /admin/, where: { internal: false } }],
    note: "From named addresses only.",
  },
  {
    line: "`/ai/*` → ALB → AI service",
    where: [
      { type: "aws:lb/listenerRule:ListenerRule", where: { "conditions.*.pathPattern.values.*": "/ai/*" } },
      { from: /^cloudmart-edge-shoppers$/, to: /^ai$/ },
    ],
    note: "The CDN drawn in front of Azure AI would expose its keys.",
  },
  { line: "Partner APIs → backend", where: [{ from: /^cloudmart-edge-shoppers$/, to: /^backend$/ }] },
  { line: "Support → AI", where: [{ from: /^support$/, to: /^ai$/ }] },
]);

const BACKEND = part("Flows: backend", [
  ...["products", "orders", "tickets", "users"].map((table) => ({
    line: `Backend → table ${table}`,
    where: [
      {
        who: /^cloudmart-pod-cloudmart-backend$/,
        may: /^dynamodb:(PutItem|UpdateItem)$/,
        on: new RegExp(`table/cloudmart-${table}`),
      },
    ],
  })),
  ...["list-products", "ai-support"].map((name) => ({
    line: `Backend → function ${name}, on demand`,
    where: [{ who: /^cloudmart-pod-cloudmart-backend$/, may: /^lambda:InvokeFunction$/, on: new RegExp(name) }],
  })),
]);

const AI = part("Flows: AI", [
  {
    line: "AI → OpenAI GPT-4",
    where: [
      { who: /^cloudmart-pod-cloudmart-ai$/, may: /^secretsmanager:GetSecretValue$/, on: /openai/ },
      {
        type: "kubernetes:apps/v1:Deployment",
        name: /^ai-/,
        where: { "spec.template.spec.containers.*.env.*.name": "OPENAI_MODEL" },
      },
      { type: "kubernetes:networking.k8s.io/v1:NetworkPolicy", name: /^ai-to-internet-443$/ },
    ],
    note: "GPT-4 is dated: the model's id is a setting.",
  },
  {
    line: "AI → Bedrock",
    where: [{ who: /^cloudmart-pod-cloudmart-ai$/, may: /^bedrock:InvokeModel$/, on: /^arn:aws:bedrock:/ }],
  },
  {
    line: "AI → Azure Language (sentiment)",
    where: [
      { type: "azure-native:cognitiveservices:Account", where: { kind: "TextAnalytics" } },
      { from: /^ai$/, to: /^cloudmart-pipeline-azure$/, label: /acts as/ },
      {
        type: "kubernetes:apps/v1:Deployment",
        name: /^ai-/,
        where: { "spec.template.spec.containers.*.env.*.name": "AZURE_LANGUAGE_ENDPOINT" },
      },
    ],
    note: "LUIS is retired: conversational language understanding is part of the same account.",
  },
  {
    line: "AI → Azure Cognitive Services (text analytics, language understanding)",
    where: [
      { type: "azure-native:cognitiveservices:Account", where: { kind: "CognitiveServices" } },
      {
        type: "kubernetes:apps/v1:Deployment",
        name: /^ai-/,
        where: { "spec.template.spec.containers.*.env.*.name": "AZURE_MULTI_SERVICE_ENDPOINT" },
      },
    ],
  },
]);

const ANALYTICS = part("Flows: analytics", [
  {
    line: "Lambda → Cloud Storage",
    where: [{ from: /^cloudmart-pipeline-gcp$/, to: /^cloudmart-pipeline-lake$/, label: /writes/ }],
  },
  {
    line: "Cloud Storage → Dataflow → BigQuery",
    where: [
      { from: /^cloudmart-pipeline-lake$/, to: /^cloudmart-dataflow$/ },
      { from: /^cloudmart-dataflow$/, to: /^cloudmart-pipeline-warehouse$/ },
    ],
  },
  {
    line: "BigQuery → Data Studio",
    where: [
      { type: "gcp:bigquery/table:Table", name: /^cloudmart-reporting-view/, where: { "view.query": /^SELECT/ } },
      {
        type: "gcp:bigquery/datasetIamMember:DatasetIamMember",
        where: { role: "roles/bigquery.dataViewer", member: /^group:/ },
      },
      { file: "docs/data-studio.md" },
    ],
    note: "The tool has no provider resource: a reporting view, a reader's grant and a documented dashboard.",
  },
  {
    line: "S3 lake → ETL",
    where: [
      {
        type: "aws:scheduler/schedule:Schedule",
        name: /^cloudmart-lake-catalog/,
        where: { "target.input": /INSERT INTO orders/ },
      },
      { from: /^cloudmart-lake$/, to: /^cloudmart-pipeline-lake$/, label: /copies/ },
    ],
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
