import type { ApiDocument } from "./rest-api-args";
import { gatewayResponses } from "./rest-api-responses";
import { lowerSchema } from "./rest-api-schema";
import { FAILED_TEMPLATE, REFUSED_TEMPLATE, STARTED_TEMPLATE } from "./rest-api-start";

/** The newest version that API Gateway imports ("Develop REST APIs using OpenAPI", read 2026-11). */
const OPENAPI = "3.0.1";
/** Longest wait for an answer, in milliseconds: what API Gateway allows without a request for more. */
const TIMEOUT_MS = 29_000;
/** Methods that a path may have. */
const METHODS: readonly string[] = ["delete", "get", "head", "patch", "post", "put"];
const PROBLEM = { "Content-Type": "'application/problem+json'" } as const;

type Json = Readonly<Record<string, unknown>>;

/** One operation of the document. */
export interface DocumentOperation {
  readonly id: string;
  /** `POST`. */
  readonly method: string;
  /** `/cart/items/{productId}`. */
  readonly path: string;
  /** Anybody may call it: it asks for nothing. */
  readonly open: boolean;
  readonly content: Json;
}

/** How an operation is answered, in texts with placeholders. */
export type OperationAnswer =
  | { readonly kind: "function"; readonly uri: string }
  | { readonly kind: "start"; readonly uri: string; readonly credentials: string; readonly template: string };

/** What a document is completed with. */
export interface GatewaySettings {
  readonly answers: Readonly<Record<string, OperationAnswer>>;
  readonly userPoolArn: string;
  /** Every operation asks for an API key besides. */
  readonly keyed: boolean;
}

/** The operations of a document, in its order. */
export function operationsOf(document: ApiDocument): readonly DocumentOperation[] {
  return Object.entries(objectOf(document.paths)).flatMap(([path, item]) =>
    Object.entries(objectOf(item))
      .filter(([method]) => METHODS.includes(method))
      .map(([method, content]) => operationOf(document, path, method, objectOf(content))),
  );
}

function operationOf(document: ApiDocument, path: string, method: string, content: Json): DocumentOperation {
  const security = content["security"] ?? document.security ?? [];
  return {
    id: String(content["operationId"]),
    method: method.toUpperCase(),
    path,
    open: Array.isArray(security) && security.length === 0,
    content,
  };
}

/**
 * The contract in the form that API Gateway imports: OpenAPI 3.0 with its own extensions. Every request is held to its
 * parameters and its model, and everything that is not open to an id token of the user pool.
 */
export function gatewayDocument(document: ApiDocument, settings: GatewaySettings): object {
  const { title, version, description } = { ...objectOf(document.info) };
  const schemas = objectOf(objectOf(document.components)["schemas"]);
  return {
    openapi: OPENAPI,
    info: { title, version, ...(description === undefined ? {} : { description }) },
    paths: paths(operationsOf(document), settings),
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, lowerSchema(schema)])),
      securitySchemes: securitySchemes(settings),
    },
    "x-amazon-apigateway-request-validators": {
      all: { validateRequestBody: true, validateRequestParameters: true },
    },
    "x-amazon-apigateway-request-validator": "all",
    "x-amazon-apigateway-gateway-responses": gatewayResponses(),
    ...(settings.keyed ? { "x-amazon-apigateway-api-key-source": "HEADER" } : {}),
  };
}

function securitySchemes({ userPoolArn, keyed }: GatewaySettings): object {
  const users = {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    "x-amazon-apigateway-authtype": "cognito_user_pools",
    "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [userPoolArn] },
  };
  return { users, ...(keyed ? { key: { type: "apiKey", name: "x-api-key", in: "header" } } : {}) };
}

function paths(operations: readonly DocumentOperation[], settings: GatewaySettings): object {
  const names = [...new Set(operations.map((operation) => operation.path))];
  return Object.fromEntries(
    names.map((path) => [
      path,
      Object.fromEntries(
        operations
          .filter((operation) => operation.path === path)
          .map((operation) => [operation.method.toLowerCase(), written(operation, settings)]),
      ),
    ]),
  );
}

function written({ id, open, content }: DocumentOperation, { answers, keyed }: GatewaySettings): object {
  const { summary, parameters, requestBody, responses } = content;
  const answer = answers[id];
  const asks = { ...(open ? {} : { users: [] }), ...(keyed ? { key: [] } : {}) };
  return {
    operationId: id,
    ...(summary === undefined ? {} : { summary }),
    security: Object.keys(asks).length === 0 ? [] : [asks],
    ...(Array.isArray(parameters) ? { parameters: parameters.map((parameter) => lowerParameter(parameter)) } : {}),
    ...(requestBody === undefined ? {} : { requestBody: withLoweredContent(objectOf(requestBody)) }),
    responses: lowerResponses(objectOf(responses), answer?.kind === "start" ? STARTED : {}),
    ...(answer === undefined ? {} : { "x-amazon-apigateway-integration": integration(answer) }),
  };
}

/** Answers that the start of a workflow can have, besides what the contract says. */
const STARTED: Json = Object.fromEntries(
  Object.entries({ 202: "Started", 400: "A problem", 409: "A problem", 503: "A problem" }).map(
    ([status, description]) => [status, { description }],
  ),
);

/**
 * API Gateway looks only at whether a parameter is there. It tells headers' names by their case, and HTTP/2 writes them in
 * small letters ("Amazon API Gateway important notes", read 2026-11): it would refuse what is there, so that whoever answers
 * looks instead.
 */
function lowerParameter(parameter: unknown): object {
  const { name, in: place, required: asked, description, schema } = objectOf(parameter);
  const { type } = objectOf(schema);
  const required = place === "header" ? undefined : asked;
  return {
    name,
    in: place,
    ...(required === undefined ? {} : { required }),
    ...(description === undefined ? {} : { description }),
    schema: { type: typeof type === "string" ? type : "string" },
  };
}

function lowerResponses(responses: Json, besides: Json): object {
  const all = { ...besides, ...responses };
  return Object.fromEntries(
    Object.entries(all).map(([status, response]) => {
      const { description, content } = objectOf(response);
      const header = { headers: { "Content-Type": { schema: { type: "string" } } } };
      return [status, { description, ...(status in besides ? header : {}), ...withLoweredContent({ content }) }];
    }),
  );
}

function withLoweredContent({ content, ...rest }: Json): object {
  const lowered = Object.entries(objectOf(content)).map(([media, value]) => [
    media,
    { schema: lowerSchema(objectOf(value)["schema"]) },
  ]);
  return lowered.length === 0 ? rest : { ...rest, content: Object.fromEntries(lowered) };
}

function integration(answer: OperationAnswer): object {
  if (answer.kind === "function") {
    return {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: answer.uri,
      passthroughBehavior: "when_no_match",
      timeoutInMillis: TIMEOUT_MS,
    };
  }
  return {
    type: "aws",
    httpMethod: "POST",
    uri: answer.uri,
    credentials: answer.credentials,
    // A body that is not JSON is refused; passed through, it would be the call itself.
    passthroughBehavior: "never",
    requestTemplates: { "application/json": answer.template },
    timeoutInMillis: TIMEOUT_MS,
    responses: {
      default: reply(202, STARTED_TEMPLATE, { "Content-Type": "'application/json'" }),
      "4\\d{2}": reply(400, REFUSED_TEMPLATE, PROBLEM),
      "5\\d{2}": reply(503, FAILED_TEMPLATE, PROBLEM),
    },
  };
}

function reply(status: number, template: string, headers: Readonly<Record<string, string>>): object {
  return {
    statusCode: String(status),
    responseParameters: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value]),
    ),
    responseTemplates: { "application/json": template },
  };
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
