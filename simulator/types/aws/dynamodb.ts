import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

/** The stream's label is the time of its creation; a fixed one keeps plans equal. */
const STREAM_LABEL = "2026-01-01T00:00:00.000";

function tableArn(request: CreateRequest): string {
  return regionalArn(request, "dynamodb", `table/${request.physicalName}`);
}

function stream(request: CreateRequest) {
  return request.inputs["streamEnabled"] === true
    ? { streamArn: `${tableArn(request)}/stream/${STREAM_LABEL}`, streamLabel: STREAM_LABEL }
    : { streamArn: "", streamLabel: "" };
}

/** Amazon DynamoDB and the scaling of its capacity. */
export const dynamodbTypes: readonly TypeModel[] = [
  {
    type: "aws:dynamodb/table:Table",
    nameProperty: "name",
    nameLimit: { max: 255, pattern: /^[\w.-]+$/, source: "DynamoDB quotas, read 2026-11" },
    outputs: (request) => ({ arn: tableArn(request), ...stream(request), region: request.cloud.aws.region }),
    replaceOn: ["name", "hashKey", "rangeKey", "localSecondaryIndexes"],
    minutes: { create: 0.5, update: 1, delete: 0.2 },
    stateful: true,
    references: { "serverSideEncryption.kmsKeyArn": "aws:kms/key:Key" },
  },
  {
    type: "aws:appautoscaling/target:Target",
    id: (request) => text(request, "resourceId"),
    outputs: (request) => ({
      arn: regionalArn(request, "application-autoscaling", `scalable-target/${request.digits(36, "alphanumeric")}`),
      roleArn: scalingRole(request),
    }),
    replaceOn: ["resourceId", "scalableDimension", "serviceNamespace"],
  },
  {
    type: "aws:appautoscaling/policy:Policy",
    nameProperty: "name",
    nameLimit: { max: 256, source: "Application Auto Scaling API, PutScalingPolicy, read 2026-11" },
    outputs: (request) => ({ arn: policyArn(request), alarmArns: [] }),
    replaceOn: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
  },
];

/** What scales, by its namespace, and how its service-linked role calls it. */
const SCALED: Readonly<Record<string, string>> = { dynamodb: "DynamoDBTable", kafka: "KafkaCluster" };

function scalingRole(request: CreateRequest): string {
  const { partition, accountId } = request.cloud.aws;
  const namespace = text(request, "serviceNamespace", "dynamodb");
  const name = `AWSServiceRoleForApplicationAutoScaling_${SCALED[namespace] ?? "DynamoDBTable"}`;
  return `arn:${partition}:iam::${accountId}:role/aws-service-role/${namespace}.application-autoscaling.amazonaws.com/${name}`;
}

function policyArn(request: CreateRequest): string {
  const target = `resource/${text(request, "serviceNamespace")}/${text(request, "resourceId")}`;
  return regionalArn(
    request,
    "autoscaling",
    `scalingPolicy:${request.digits(36)}:${target}:policyName/${request.physicalName}`,
  );
}
