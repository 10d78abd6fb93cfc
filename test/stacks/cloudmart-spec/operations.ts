import type { Claim } from "../../../planner/report/claims";
import { part, type SpecLine } from "../spec-line";

function chart(name: RegExp): Claim {
  return { type: /^kubernetes:helm\.sh\//, where: { chart: name } };
}

const SECURITY = part("Security", [
  ...["azure", "gcp", "openai"].map((name) => ({
    line: `${name === "openai" ? "OpenAI" : name === "gcp" ? "GCP" : "Azure"} credentials in Secrets Manager`,
    where: [{ type: "aws:secretsmanager/secret:Secret", name: new RegExp(name) }],
    ...(name === "gcp" ? { note: "The secret holds workload-identity configuration; there is no key." } : {}),
  })),
  {
    line: "Per-principal roles",
    where: ["list-products", "ai-support", "backend"].map((who) => ({
      type: "aws:iam/role:Role",
      name: new RegExp(who),
    })),
  },
  {
    line: "KMS at rest",
    where: [
      { type: "aws:kms/key:Key", where: { enableKeyRotation: true } },
      { type: "gcp:kms/cryptoKey:CryptoKey" },
      { type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration" },
    ],
  },
  {
    line: "No plaintext secret in code or state",
    where: [
      {
        type: "aws:secretsmanager/secretVersion:SecretVersion",
        where: { secretString: /^(?!\[secret\])/ },
        exactly: 0,
      },
    ],
  },
]);

const OBSERVABILITY = part("Observability", [
  {
    line: "CloudWatch receives frontend and backend logs and metrics",
    where: [{ type: "aws:eks/addon:Addon", where: { addonName: "amazon-cloudwatch-observability" } }],
  },
  { line: "Prometheus scrapes the cluster", where: [chart(/prometheus/)] },
  { line: "Grafana", where: [chart(/grafana|kube-prometheus-stack/)] },
  { line: "Falco watches every node", where: [chart(/falco/)] },
  {
    line: "Backend traces go to Jaeger",
    where: [
      { from: /^backend$/, to: /^cloudmart-platform$/, label: /4318/ },
      {
        type: "kubernetes:apps/v1:Deployment",
        name: /^backend-/,
        where: { "spec.template.spec.containers.*.env.*.value": /^http:\/\/opentelemetry-collector\.tracing\./ },
      },
      { type: /^kubernetes:helm\.sh\//, where: { chart: "opentelemetry-collector", values: /jaeger/ } },
      { type: /^kubernetes:helm\.sh\//, where: { chart: "jaeger", version: /^[4-9]\./ } },
    ],
    note: "Jaeger 1 ended: the chart from version 4 on installs Jaeger 2.",
  },
]);

const FAILURE = part("Failure", [
  {
    line: "Cross-cloud failover",
    where: [
      {
        type: "aws:lambda/function:Function",
        name: /^ai-support/,
        where: { "environment.variables.ANSWER_ORDER": /,/ },
      },
      {
        type: "aws:lambda/eventSourceMapping:EventSourceMapping",
        name: /^cloudmart-pipeline-writer/,
        where: { "destinationConfig.onFailure.destinationArn": /^arn:aws:sqs:/ },
      },
    ],
    note: "The design has no mechanism for it: a second model answers where the first fails, and what cannot be delivered is kept. Nothing more is claimed.",
  },
]);

const DELIVERY = part("Delivery, environments, recovery", [
  {
    line: "GitHub Actions",
    where: [
      { type: "aws:iam/role:Role", where: { assumeRolePolicy: /token\.actions\.githubusercontent\.com/ } },
      { file: ".github/workflows/deploy.yml", says: /deploy-stack\.yml/ },
      { file: ".github/workflows/deploy-stack.yml", says: /environment: \$\{\{ inputs\.stack \}\}/ },
    ],
    note: "Each environment's reviewers approve what is applied. Argo CD, a suggestion, is not used: Pulumi applies CloudMart's workloads itself.",
  },
  {
    line: "GitHub OIDC for every cloud",
    where: [
      {
        type: "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
        where: { oidc: /githubusercontent/ },
      },
      { type: /FederatedIdentityCredential$/, where: { issuer: /githubusercontent/ } },
    ],
  },
  { line: "Pull-request preview", where: [{ file: ".github/workflows/preview.yml", says: /pull_request/ }] },
  {
    line: "Development and production stacks",
    where: ["dev", "staging", "prod"].map((name) => ({ file: `stacks/Pulumi.cloudmart-${name}.yaml` })),
  },
  {
    line: "Two zones and point-in-time recovery",
    where: [
      { type: "aws:ec2/subnet:Subnet", where: { availabilityZone: "us-east-1b" }, exactly: 2 },
      { type: "aws:dynamodb/table:Table", where: { "pointInTimeRecovery.recoveryPeriodInDays": 35 }, exactly: 4 },
    ],
  },
  {
    line: "Tags: system, environment, owner",
    where: [
      {
        type: "pulumi:providers:aws",
        where: {
          "defaultTags.tags.system": "cloudmart",
          "defaultTags.tags.environment": "prod",
          "defaultTags.tags.owner": /./,
        },
      },
    ],
  },
  { line: "A budget for the stack", where: [{ type: "aws:budgets/budget:Budget" }] },
  {
    line: "Handlers live in the repository with tests",
    where: ["list-products", "ai-support", "data-pipeline"].flatMap((name) => [
      { file: `functions/${name}/handler.ts` },
      { file: `test/functions/${name}.test.ts` },
    ]),
  },
]);

const FUTURE = part("Future, off by default", [
  { line: "RDS", where: [{ no: /^aws:rds\// }] },
  { line: "Key Vault", where: [{ no: /^azure-native:keyvault:/ }] },
  { line: "Azure AD", where: [{ no: /^azuread:|^azure-native:azureactivedirectory:/ }] },
  { line: "Bigtable", where: [{ no: /^gcp:bigtable\// }] },
  {
    line: "VPN (VPC→VPN→Key Vault)",
    where: [{ no: /^aws:ec2\/vpn|^azure-native:network:(VirtualNetworkGateway|LocalNetworkGateway)/ }],
  },
  {
    line: "VPC peering",
    where: [{ no: /^aws:ec2\/vpcPeeringConnection/ }],
    note: "Peering cannot cross clouds: the flag is for peering inside AWS.",
  },
]);

const COST = part("Cost", [
  {
    line: "Stated $250–500 a month",
    where: [{ file: "stacks/cloudmart/README.md", says: /a month/ }],
    note: "The estimate of the plan is published; resource counts and deployment times are never asserted.",
  },
]);

export const OPERATIONS: readonly SpecLine[] = [
  ...SECURITY,
  ...OBSERVABILITY,
  ...FAILURE,
  ...DELIVERY,
  ...FUTURE,
  ...COST,
];
