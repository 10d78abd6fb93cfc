import { text } from "../../arn";
import type { TypeModel } from "../../model";
import { executionArn, gatewayArn, gatewayId } from "./apigateway";

const API = "aws:apigatewayv2/api:Api";

/** Amazon API Gateway: WebSocket and HTTP APIs. */
export const apigatewayv2Types: readonly TypeModel[] = [
  {
    type: API,
    nameProperty: "name",
    nameLimit: { max: 128, source: "API Gateway V2 API, CreateApi, read 2026-11" },
    nameScope: "none",
    id: gatewayId,
    outputs: (request, id) => {
      const scheme = text(request, "protocolType") === "WEBSOCKET" ? "wss" : "https";
      return {
        arn: gatewayArn(request, `/apis/${id}`),
        executionArn: executionArn(request, id),
        apiEndpoint: `${scheme}://${id}.execute-api.${request.cloud.aws.region}.amazonaws.com`,
      };
    },
    replaceOn: ["protocolType", "region"],
    minutes: { create: 0.1, delete: 0.1 },
  },
  {
    type: "aws:apigatewayv2/authorizer:Authorizer",
    nameProperty: "name",
    nameLimit: { max: 128, source: "API Gateway V2 API, CreateAuthorizer, read 2026-11" },
    nameScope: "none",
    id: (request) => request.digits(6, "alphanumeric").toLowerCase(),
    replaceOn: ["apiId"],
    references: { apiId: API },
  },
  {
    type: "aws:apigatewayv2/integration:Integration",
    nameScope: "none",
    id: (request) => request.digits(7, "alphanumeric").toLowerCase(),
    outputs: () => ({ integrationResponseSelectionExpression: "" }),
    replaceOn: ["apiId", "connectionType", "integrationType"],
    references: { apiId: API },
  },
  {
    type: "aws:apigatewayv2/route:Route",
    nameScope: "none",
    id: (request) => request.digits(7, "alphanumeric").toLowerCase(),
    replaceOn: ["apiId"],
    references: { apiId: API, authorizerId: "aws:apigatewayv2/authorizer:Authorizer" },
  },
  {
    type: "aws:apigatewayv2/stage:Stage",
    nameProperty: "name",
    nameLimit: { max: 128, pattern: /^[\w$-]+$/, source: "API Gateway V2 API, CreateStage, read 2026-11" },
    nameScope: "none",
    outputs: (request) => {
      const api = text(request, "apiId");
      const { region } = request.cloud.aws;
      return {
        arn: gatewayArn(request, `/apis/${api}/stages/${request.physicalName}`),
        executionArn: executionArn(request, `${api}/${request.physicalName}`),
        invokeUrl: `wss://${api}.execute-api.${region}.amazonaws.com/${request.physicalName}`,
        deploymentId: request.digits(6, "alphanumeric").toLowerCase(),
      };
    },
    replaceOn: ["apiId", "name"],
    references: { apiId: API },
  },
];
