import * as apigateway from "@pulumi/aws/apigateway";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { childName, type EncryptionKey, grant, parseArn, serviceTrust } from "../core";

/** What an access log says of every request, and of none the content. */
const COMMON = {
  requestId: "$context.requestId",
  ip: "$context.identity.sourceIp",
  requestTime: "$context.requestTime",
  status: "$context.status",
  integrationError: "$context.integration.error",
  authorizerError: "$context.authorizer.error",
  error: "$context.error.message",
} as const;

/** An access log's line for a REST API, as JSON; the path is the template's, so that no id of a customer stands in it. */
export const REST_FORMAT = JSON.stringify({
  ...COMMON,
  httpMethod: "$context.httpMethod",
  resourcePath: "$context.resourcePath",
  responseLength: "$context.responseLength",
  responseLatency: "$context.responseLatency",
  integrationLatency: "$context.integration.latency",
  firewall: "$context.wafResponseCode",
  trace: "$context.xrayTraceId",
});

/** An access log's line for a WebSocket API, as JSON. */
export const SOCKET_FORMAT = JSON.stringify({
  ...COMMON,
  connectionId: "$context.connectionId",
  eventType: "$context.eventType",
  routeKey: "$context.routeKey",
  integrationLatency: "$context.integrationLatency",
});

/** A group for access logs: vended logs need no statement each in the account's log policy, which has a limit. */
export function makeAccessLogs(
  parent: pulumi.ComponentResource,
  name: string,
  apiId: pulumi.Input<string>,
  key: EncryptionKey,
  retentionDays: number,
): cloudwatch.LogGroup {
  return new cloudwatch.LogGroup(
    childName(name, "access-logs"),
    {
      name: pulumi.interpolate`/aws/vendedlogs/apigateway/${apiId}`,
      kmsKeyId: key.arn,
      retentionInDays: retentionDays,
    },
    { parent },
  );
}

/**
 * The role by which API Gateway writes logs, a setting of the account in its region. It may write what any API of the
 * account logs, because the setting is theirs all; it reads nothing that is not a log.
 */
export function makeAccountLogging(
  parent: pulumi.ComponentResource,
  name: string,
  key: EncryptionKey,
): apigateway.Account {
  const role = new iam.Role(
    childName(name, "account-log-role"),
    { assumeRolePolicy: serviceTrust("apigateway.amazonaws.com") },
    { parent },
  );
  const groups = key.arn.apply((arn) => {
    const { account, partition, region } = parseArn(arn);
    return `arn:${partition}:logs:${region}:${account}:log-group`;
  });
  const places = ["API-Gateway-Execution-Logs_*", "/aws/apigateway/*", "/aws/vendedlogs/apigateway/*"];
  const policy = grant({ granteeName: childName(name, "account-log"), role }, "write", [
    {
      sid: "WriteApiLogs",
      actions: [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:PutLogEvents",
      ],
      resources: places.map((place) => pulumi.interpolate`${groups}:${place}`),
    },
    {
      // Describing groups takes no resource (Service Authorization Reference, read 2026-11).
      sid: "FindLogGroups",
      actions: ["logs:DescribeLogGroups"],
      resources: ["*"],
    },
  ]);
  return new apigateway.Account(
    childName(name, "account"),
    { cloudwatchRoleArn: role.arn },
    { parent, dependsOn: [policy] },
  );
}
