import type { Claim } from "../../../planner/report/claims";
import { part, type SpecLine } from "../spec-line";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const METHODS = "aws:apigateway/restApi:RestApi";

function client(name: string): Claim {
  return {
    type: "aws:cognito/userPoolClient:UserPoolClient",
    name: new RegExp(`-${name}$`),
    where: { generateSecret: false, "allowedOauthFlows.*": "code" },
    exactly: 1,
  };
}

export const EDGE: readonly SpecLine[] = [
  ...part("Purpose", [
    {
      line: "No servers or containers",
      where: [{ no: /^aws:(ec2\/instance|ecs\/|eks\/|autoscaling\/|lb\/)|^kubernetes:/ }],
      note: '"All Lambda" and an OpenSearch domain exclude each other: the smallest domain, or a serverless collection by setting.',
    },
  ]),
  ...part("Edge", [
    {
      line: "CloudFront (global)",
      where: [{ type: DISTRIBUTION, where: { enabled: true, httpVersion: "http2and3" }, exactly: 1 }],
    },
    {
      line: "Serves the web and admin SPAs from private S3",
      where: [
        { type: "aws:s3/bucket:Bucket", name: /^shop-site-files-(web|admin)-bucket$/, exactly: 2 },
        { type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name: /^shop-site-files-/, exactly: 2 },
        { type: "aws:cloudfront/originAccessControl:OriginAccessControl", where: { signingBehavior: "always" } },
      ],
    },
    {
      line: "Forwards the REST and WebSocket APIs",
      where: [
        { type: DISTRIBUTION, where: { "orderedCacheBehaviors.*.pathPattern": "/api/*" } },
        { type: DISTRIBUTION, where: { "orderedCacheBehaviors.*.pathPattern": /^\/ws/ } },
        { from: /^shop-site$/, to: /^shop-api$/ },
        { from: /^shop-site$/, to: /^shop-chat$/ },
      ],
    },
    {
      line: "API stages `api` and `ws`",
      where: [
        { type: "aws:apigateway/stage:Stage", where: { stageName: "api" }, exactly: 1 },
        { type: "aws:apigatewayv2/stage:Stage", where: { name: "ws" }, exactly: 1 },
      ],
      note: "CloudFront keeps the path's prefix, so that the stages are named after it.",
    },
    {
      line: "REST is REST v1",
      where: [
        { type: METHODS, exactly: 1 },
        { type: "aws:apigatewayv2/api:Api", where: { protocolType: "WEBSOCKET" }, exactly: 1 },
      ],
    },
    { line: "Mobile client is future", where: [{ type: "aws:cognito/userPoolClient:UserPoolClient", exactly: 2 }] },
  ]),
  ...part("Identity", [
    { line: "Cognito user pool", where: [{ type: "aws:cognito/userPool:UserPool", exactly: 1 }] },
    {
      line: "Amplify in the SPA",
      where: [client("web"), client("admin"), { file: "package.json", says: /"(aws-amplify|@aws-amplify\/auth)"/ }],
    },
    { line: "Admin group", where: [{ type: "aws:cognito/userGroup:UserGroup", where: { name: "admin" }, exactly: 1 }] },
    {
      line: "WebSockets are authorised on `$connect` by a function",
      where: [
        { type: "aws:apigatewayv2/authorizer:Authorizer", where: { authorizerType: "REQUEST" }, exactly: 1 },
        { from: /^shop-chat$/, to: /^chat-authorizer$/ },
      ],
      note: "Cognito cannot authorise WebSockets directly.",
    },
  ]),
];
