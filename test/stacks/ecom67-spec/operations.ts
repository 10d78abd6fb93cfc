import type { Claim } from "../../../planner/report/claims";
import { part, type SpecLine } from "../spec-line";

const FUNCTIONS = 17;

export const OPERATIONS: readonly SpecLine[] = [
  ...part("Security", [
    {
      line: "Cognito-authorised APIs",
      where: [{ type: "aws:apigateway/restApi:RestApi", where: { body: /cognito_user_pools/ } }],
    },
    {
      line: "Encryption at rest",
      where: [
        { type: "aws:dynamodb/table:Table", where: { "serverSideEncryption.kmsKeyArn": /^arn:aws:kms:/ }, exactly: 5 },
        {
          type: "aws:opensearch/domain:Domain",
          where: { "encryptAtRest.enabled": true, "nodeToNodeEncryption.enabled": true },
        },
      ],
    },
    {
      line: "Encryption in transit",
      where: [
        {
          type: "aws:cloudfront/distribution:Distribution",
          where: { "viewerCertificate.minimumProtocolVersion": "TLSv1.2_2021" },
        },
        { type: "aws:opensearch/domain:Domain", where: { "domainEndpointOptions.enforceHttps": true } },
      ],
    },
    {
      line: "Least privilege per function",
      where: [
        { type: "aws:lambda/function:Function", exactly: FUNCTIONS },
        {
          type: "aws:iam/role:Role",
          name: /^(?!shop-)(?!.*-schedule-)/,
          where: { assumeRolePolicy: /lambda\.amazonaws\.com/ },
          exactly: FUNCTIONS,
        },
      ],
      note: "Each function has a role of its own, made from what its handler declares; a test holds the calls that it makes against it.",
    },
    {
      line: "No plaintext secret in code or state",
      where: [
        {
          type: "aws:secretsmanager/secretVersion:SecretVersion",
          where: { secretString: /^(?!\[secret\])/ },
          exactly: 0,
        },
        { type: "aws:secretsmanager/secret:Secret", name: /stripe/, exactly: 2 },
      ],
    },
  ]),
  ...part("Observability", [
    {
      line: "CloudWatch logs for functions, API, workflow",
      where: [
        { type: "aws:lambda/function:Function", where: { "loggingConfig.logGroup": /./ }, exactly: FUNCTIONS },
        { type: "aws:apigateway/stage:Stage", where: { "accessLogSettings.destinationArn": /^arn:aws:logs:/ } },
        { type: "aws:sfn/stateMachine:StateMachine", where: { "loggingConfiguration.level": "ALL" } },
      ],
    },
    {
      line: "X-Ray",
      where: [
        { type: "aws:lambda/function:Function", where: { "tracingConfig.mode": "Active" }, exactly: FUNCTIONS },
        { type: "aws:apigateway/stage:Stage", where: { xrayTracingEnabled: true } },
        { type: "aws:sfn/stateMachine:StateMachine", where: { "tracingConfiguration.enabled": true } },
      ],
      note: "Search sync, chat and payment were drawn without: every function has logs and traces.",
    },
    {
      line: "Alarms",
      where: [
        { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: /shop-api/ },
        { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: /shop-checkout/ },
        { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: /shop-orders/ },
        { type: "aws:cloudwatch/dashboard:Dashboard", exactly: 1 },
      ],
    },
  ]),
  ...part("Caching", [
    {
      line: "CloudFront at the edge",
      where: [
        {
          type: "aws:cloudfront/distribution:Distribution",
          where: { "orderedCacheBehaviors.*.cachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6" },
        },
      ],
    },
    {
      line: "OpenSearch's request cache",
      where: [{ type: "aws:lambda/invocation:Invocation", where: { input: /requests\.cache\.enable/ } }],
    },
  ]),
  ...part("Delivery", [
    {
      line: "Push → GitHub Actions → build and test",
      where: [{ file: ".github/workflows/deploy.yml", says: /npm test/ }],
    },
    { line: "Preview", where: [{ file: ".github/workflows/preview.yml", says: /pull_request/ }] },
    {
      line: "Deploy, approved, by OIDC",
      where: [
        { type: "aws:iam/role:Role", where: { assumeRolePolicy: /token\.actions\.githubusercontent\.com/ } },
        { file: ".github/workflows/deploy-stack.yml", says: /id-token: write/ },
      ],
    },
    {
      line: "SPA upload → CloudFront invalidation",
      where: [
        { who: /delivery/, may: /^s3:PutObject$/, on: /shop-site-files/ },
        { who: /delivery/, may: /^cloudfront:CreateInvalidation$/, on: /distribution/ },
        { file: ".github/workflows/deploy-stack.yml", says: /upload:web/ },
        { file: "web/upload.ts", says: /create-invalidation/ },
      ] satisfies Claim[],
    },
  ]),
  ...part("Unstated", [
    { line: "Region us-east-1", where: [{ type: "pulumi:providers:aws", where: { region: "us-east-1" } }] },
    {
      line: "Development and production",
      where: ["dev", "prod"].map((name) => ({ file: `stacks/Pulumi.ecom67-${name}.yaml` })),
    },
    {
      line: "Point-in-time recovery",
      where: [{ type: "aws:dynamodb/table:Table", where: { "pointInTimeRecovery.enabled": true }, exactly: 5 }],
    },
    {
      line: "Versioned buckets",
      where: [
        { type: "aws:s3/bucketVersioning:BucketVersioning", where: { "versioningConfiguration.status": "Enabled" } },
      ],
    },
    { line: "A budget for the stack", where: [{ type: "aws:budgets/budget:Budget" }] },
    {
      line: "Tags: system, environment, owner",
      where: [
        {
          type: "pulumi:providers:aws",
          where: {
            "defaultTags.tags.system": "ecom67",
            "defaultTags.tags.environment": "prod",
            "defaultTags.tags.owner": /./,
          },
        },
      ],
    },
    {
      line: "Gateway endpoints for S3 and DynamoDB",
      where: ["s3", "dynamodb"].map((service) => ({
        type: "aws:ec2/vpcEndpoint:VpcEndpoint",
        where: { serviceName: new RegExp(`\\.${service}$`), vpcEndpointType: "Gateway" },
      })),
    },
    {
      line: "Search sync reaches its failure queue from the VPC",
      where: [
        {
          type: "aws:ec2/vpcEndpoint:VpcEndpoint",
          where: { serviceName: /\.sqs$/, vpcEndpointType: "Interface", privateDnsEnabled: true },
          exactly: 1,
        },
        {
          type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
          name: /^search-sync-egress-endpoints$/,
          where: { fromPort: 443, referencedSecurityGroupId: /^sg-/ },
          exactly: 1,
        },
        { type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", where: { cidrIpv4: /./ }, exactly: 0 },
        { no: /^aws:ec2\/(natGateway|internetGateway|eip)/ },
      ],
      note: "Nothing in the VPC needs the internet, so that no NAT gateway and no way in or out is there.",
    },
  ]),
];
