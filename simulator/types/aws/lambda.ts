import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

const FUNCTION = "aws:lambda/function:Function";

function functionArn(request: CreateRequest): string {
  return regionalArn(request, "lambda", `function:${request.physicalName}`);
}

/** What API Gateway calls: Lambda's own path, with the function's ARN in it. */
function invokeArn(request: CreateRequest, arn: string): string {
  const { partition, region } = request.cloud.aws;
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

/** A function named by name or ARN, without its qualifier. */
function aliasArn(request: CreateRequest): string {
  const given = text(request, "functionName");
  const name = given.startsWith("arn:") ? (given.split(":")[6] ?? given) : given;
  return regionalArn(request, "lambda", `function:${name}:${text(request, "name")}`);
}

/** AWS Lambda. */
export const lambdaTypes: readonly TypeModel[] = [
  {
    type: FUNCTION,
    nameProperty: "name",
    nameLimit: { max: 64, pattern: /^[\w-]+$/, source: "Lambda API reference, CreateFunction, read 2026-11" },
    outputs: (request) => {
      const arn = functionArn(request);
      const published = request.inputs["publish"] === true;
      const qualifiedArn = `${arn}:${published ? "1" : "$LATEST"}`;
      return {
        arn,
        invokeArn: invokeArn(request, arn),
        qualifiedArn,
        qualifiedInvokeArn: invokeArn(request, qualifiedArn),
        version: published ? "1" : "$LATEST",
        lastModified: "2026-01-01T00:00:00.000+0000",
        codeSha256: request.digits(44, "alphanumeric"),
        region: request.cloud.aws.region,
      };
    },
    replaceOn: ["name", "packageType"],
    minutes: { create: 0.3, update: 0.3, delete: 0.1 },
    references: { role: "aws:iam/role:Role", kmsKeyArn: "aws:kms/key:Key" },
  },
  {
    type: "aws:lambda/alias:Alias",
    nameProperty: "name",
    nameLimit: { max: 128, pattern: /^[\w-]+$/, source: "Lambda API reference, CreateAlias, read 2026-11" },
    nameScope: "none",
    id: aliasArn,
    outputs: (request, id) => ({ arn: id, invokeArn: invokeArn(request, id) }),
    replaceOn: ["name", "functionName"],
    references: { functionName: FUNCTION },
  },
  {
    type: "aws:lambda/permission:Permission",
    nameProperty: "statementId",
    nameLimit: { max: 100, pattern: /^[\w-]+$/, source: "Lambda API reference, AddPermission, read 2026-11" },
    nameScope: "none",
    replaceOn: ["action", "function", "principal", "qualifier", "sourceAccount", "sourceArn", "statementId"],
    references: { function: FUNCTION },
  },
  {
    type: "aws:lambda/eventSourceMapping:EventSourceMapping",
    id: (request) => uuid(request.digits(32)),
    outputs: (request, id) => ({
      arn: regionalArn(request, "lambda", `event-source-mapping:${id}`),
      uuid: id,
      functionArn: text(request, "functionName"),
      state: "Enabled",
      stateTransitionReason: "USER_INITIATED",
    }),
    replaceOn: ["eventSourceArn", "startingPosition"],
    minutes: { create: 0.5, update: 0.5, delete: 0.5 },
  },
  {
    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    id: (request) => `${text(request, "functionName")}:${text(request, "qualifier", "$LATEST")}`,
    replaceOn: ["functionName", "qualifier"],
    references: { functionName: FUNCTION },
  },
  {
    type: "aws:lambda/invocation:Invocation",
    id: (request) => `${text(request, "functionName")}_${text(request, "qualifier", "$LATEST")}_${request.digits(32)}`,
    outputs: () => ({ result: "{}" }),
    // What was said once is said again whenever it changes.
    replaceOn: ["functionName", "qualifier", "input", "triggers"],
    minutes: { create: 0.1 },
    references: { functionName: FUNCTION },
  },
];

function uuid(digits: string): string {
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return parts.join("-");
}
