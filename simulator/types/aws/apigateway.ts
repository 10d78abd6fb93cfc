import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

const REST_API = "aws:apigateway/restApi:RestApi";
const USAGE_PLAN = "aws:apigateway/usagePlan:UsagePlan";
const API_KEY = "aws:apigateway/apiKey:ApiKey";
const CREATED = "2026-01-01T00:00:00Z";

/** ARNs of API Gateway name no account. */
export function gatewayArn(request: CreateRequest, path: string): string {
  const { partition, region } = request.cloud.aws;
  return `arn:${partition}:apigateway:${region}::${path}`;
}

/** Ten small letters and digits. */
export function gatewayId(request: CreateRequest): string {
  return request.digits(10, "alphanumeric").toLowerCase();
}

/** What an API may be called by. */
export function executionArn(request: CreateRequest, apiId: string): string {
  return regionalArn(request, "execute-api", apiId);
}

/** API Gateway imports OpenAPI 3.0 in JSON, and every method needs its integration. */
function refusesBody(request: CreateRequest): readonly string[] {
  const body = request.inputs["body"];
  if (typeof body !== "string") {
    return [];
  }
  const document = parsed(body);
  const version = String(Reflect.get(document, "openapi"));
  const methods = Object.entries(objectOf(Reflect.get(document, "paths"))).flatMap(([path, item]) =>
    Object.entries(objectOf(item)).map(([method, operation]) => ({ path, method, operation: objectOf(operation) })),
  );
  const bare = methods.filter(({ operation }) => operation["x-amazon-apigateway-integration"] === undefined);
  return [
    ...(version.startsWith("3.0.") ? [] : [`BadRequestException: Unsupported OpenAPI version ${version}`]),
    ...bare.map(({ path, method }) => `BadRequestException: No integration defined for method ${method} ${path}`),
  ];
}

function parsed(body: string): object {
  try {
    const document: unknown = JSON.parse(body);
    return objectOf(document);
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** Amazon API Gateway: REST APIs. */
export const apigatewayTypes: readonly TypeModel[] = [
  {
    type: REST_API,
    nameProperty: "name",
    nameLimit: { max: 1024, source: "API Gateway API, CreateRestApi, read 2026-11" },
    nameScope: "none",
    id: gatewayId,
    outputs: (request, id) => ({
      arn: gatewayArn(request, `/restapis/${id}`),
      executionArn: executionArn(request, id),
      rootResourceId: request.digits(10, "alphanumeric", "root").toLowerCase(),
      createdDate: CREATED,
      apiKeySource: "HEADER",
    }),
    replaceOn: ["region"],
    minutes: { create: 0.2, update: 0.2, delete: 0.5 },
    refuses: refusesBody,
  },
  {
    type: "aws:apigateway/deployment:Deployment",
    nameScope: "none",
    id: (request) => request.digits(6, "alphanumeric").toLowerCase(),
    outputs: () => ({ createdDate: CREATED }),
    replaceOn: ["restApi", "triggers", "variables"],
    references: { restApi: REST_API },
  },
  {
    type: "aws:apigateway/stage:Stage",
    nameProperty: "stageName",
    nameLimit: { max: 128, pattern: /^[\w-]+$/, source: "API Gateway API, CreateStage, read 2026-11" },
    nameScope: "none",
    id: (request) => `ags-${text(request, "restApi")}-${text(request, "stageName")}`,
    outputs: (request) => {
      const api = text(request, "restApi");
      const stage = text(request, "stageName");
      return {
        arn: gatewayArn(request, `/restapis/${api}/stages/${stage}`),
        executionArn: executionArn(request, `${api}/${stage}`),
        invokeUrl: `https://${api}.execute-api.${request.cloud.aws.region}.amazonaws.com/${stage}`,
        webAclArn: "",
      };
    },
    replaceOn: ["restApi", "stageName"],
    references: { restApi: REST_API, deployment: "aws:apigateway/deployment:Deployment" },
  },
  {
    type: "aws:apigateway/methodSettings:MethodSettings",
    nameScope: "none",
    id: (request) => `${text(request, "restApi")}-${text(request, "stageName")}-${text(request, "methodPath")}`,
    replaceOn: ["restApi", "stageName", "methodPath"],
    references: { restApi: REST_API },
  },
  {
    type: "aws:apigateway/account:Account",
    nameScope: "none",
    id: () => "api-gateway-account",
    outputs: () => ({
      apiKeyVersion: "4",
      features: ["UsagePlans"],
      throttleSettings: [{ burstLimit: 5000, rateLimit: 10_000 }],
    }),
    // A new role takes a while to be known everywhere; until then API Gateway refuses it.
    minutes: { create: 0.3 },
  },
  {
    type: API_KEY,
    nameProperty: "name",
    nameScope: "none",
    id: gatewayId,
    outputs: (request, id) => ({
      arn: gatewayArn(request, `/apikeys/${id}`),
      createdDate: CREATED,
      lastUpdatedDate: CREATED,
      value: request.digits(40, "alphanumeric", "value"),
    }),
    secretOutputs: ["value"],
    replaceOn: ["value"],
  },
  {
    type: USAGE_PLAN,
    nameProperty: "name",
    nameScope: "none",
    id: (request) => request.digits(6, "alphanumeric").toLowerCase(),
    outputs: (request, id) => ({ arn: gatewayArn(request, `/usageplans/${id}`) }),
    references: { "apiStages.apiId": REST_API },
  },
  {
    type: "aws:apigateway/usagePlanKey:UsagePlanKey",
    nameScope: "none",
    id: (request) => text(request, "keyId"),
    outputs: (request) => ({ name: text(request, "keyId"), value: "" }),
    replaceOn: ["keyId", "keyType", "usagePlanId"],
    references: { keyId: API_KEY, usagePlanId: USAGE_PLAN },
  },
];
