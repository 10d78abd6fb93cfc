import { randomUUID } from "node:crypto";
import Ajv, { type ValidateFunction } from "ajv";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import contract from "../../functions/contracts/ecom67.openapi.json";
import { LOCAL_CALLER } from "./caller";
import type { Received, Reply } from "./emulators/http";

/** What a token says of its holder. */
export type Claims = Readonly<Record<string, unknown>>;

/** What API Gateway hands on to: functions by their names in the contract, and the workflow that one operation starts. */
export interface Backend {
  invoke(name: string, event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult>;
  /** Starts a checkout; false where Step Functions refuses the name. */
  start(name: string, input: Readonly<Record<string, unknown>>): boolean;
  /** The claims of an id token; undefined where it does not hold. */
  verify(token: string): Promise<Claims | undefined>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
}

interface Route {
  readonly method: string;
  readonly resource: string;
  readonly pattern: RegExp;
  readonly functionName: string;
  readonly open: boolean;
  readonly parameters: readonly { readonly parameter: Parameter; readonly check: ValidateFunction }[];
  readonly body: ValidateFunction | undefined;
}

interface Operation {
  readonly "x-function": string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
}

const WORKFLOW = "workflows/checkout";

/**
 * API Gateway on this machine, by the same contract: it finds the operation, validates, asks who calls, and hands the request
 * to the function as Lambda gets it, or to the workflow. What it refuses by itself is worded as in the estate.
 */
export function restGateway(backend: Backend): (received: Received, path: string) => Promise<Reply> {
  const routes = readRoutes();
  return async (received, path) => {
    const match = routes
      .filter(({ method, pattern }) => method === received.method && pattern.test(path))
      .sort((one, other) => one.resource.split("{").length - other.resource.split("{").length)[0];
    if (match === undefined) {
      return problem(404, "not-found", "There is no such resource");
    }
    const claims = match.open ? {} : await backend.verify(tokenOf(received));
    if (claims === undefined) {
      return problem(401, "unauthorized", "Sign in first", "", { "www-authenticate": "Bearer" });
    }
    const pathParameters = match.pattern.exec(path)?.groups ?? {};
    const fault = faultOf(match, received, pathParameters);
    if (fault !== undefined) {
      return problem(400, "invalid", "The request is not valid", fault);
    }
    return match.functionName === WORKFLOW
      ? start(backend, received, claims)
      : toReply(await backend.invoke(match.functionName, eventOf(match, received, pathParameters, claims)));
  };
}

function readRoutes(): readonly Route[] {
  // Parameters come as text; a body says itself what its values are.
  const texts = new Ajv({ strict: false, coerceTypes: true });
  const bodies = new Ajv({ strict: false, formats: { uri: true } });
  bodies.addSchema(contract, "contract");
  return Object.entries(contract.paths).flatMap(([resource, operations]) =>
    Object.entries(operations).map(([method, found]): Route => {
      const operation: Operation = found;
      const body = operation.requestBody?.content["application/json"]?.schema;
      const reference = body === undefined ? undefined : Reflect.get(body, "$ref");
      return {
        method: method.toUpperCase(),
        resource,
        pattern: new RegExp(`^${resource.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
        functionName: operation["x-function"],
        open: operation.security?.length === 0,
        parameters: (operation.parameters ?? []).map((parameter) => ({
          parameter,
          check: texts.compile({ type: "object", properties: { value: parameter.schema } }),
        })),
        body: typeof reference === "string" ? bodies.compile({ $ref: `contract${reference}` }) : undefined,
      };
    }),
  );
}

function tokenOf({ headers }: Received): string {
  return (headers.authorization ?? "").replace(/^Bearer /, "");
}

/** The first thing that is wrong with a request. */
function faultOf(
  { parameters, body }: Route,
  { query, headers, body: text }: Received,
  path: Readonly<Record<string, string>>,
): string | undefined {
  for (const { parameter, check } of parameters) {
    const { name, required = false } = parameter;
    const places: Readonly<Record<string, unknown>> = {
      path: path[name] === undefined ? undefined : decodeURIComponent(path[name]),
      query: query.get(name) ?? undefined,
      header: headers[name.toLowerCase()],
    };
    const value = places[parameter.in];
    if ((value === undefined && required) || (value !== undefined && !check({ value }))) {
      return `${name} is ${value === undefined ? "missing" : "not of the form that the contract has"}`;
    }
  }
  return body === undefined ? undefined : faultOfBody(body, text);
}

function faultOfBody(check: ValidateFunction, text: string): string | undefined {
  try {
    const valid = check(JSON.parse(text));
    return valid ? undefined : `${check.errors?.[0]?.instancePath ?? ""} ${check.errors?.[0]?.message ?? ""}`.trim();
  } catch {
    return "the body is no JSON";
  }
}

function start(backend: Backend, { headers, body }: Received, claims: Claims): Reply {
  const name = String(headers["idempotency-key"]);
  const { paymentMethodId } = JSON.parse(body);
  if (!backend.start(name, { userId: claims["sub"], paymentMethodId })) {
    return problem(409, "conflict", "This key was used before", "What it began stands: look at what became of it.");
  }
  const executionArn = `arn:aws:states:us-east-1:123456789012:execution:checkout:${name}`;
  return { status: 202, json: { executionArn, startDate: Date.now() / 1000 } };
}

function eventOf(
  { method, resource }: Route,
  { path, query, headers, body }: Received,
  pathParameters: Readonly<Record<string, string>>,
  claims: Claims,
): APIGatewayProxyEvent {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const queries = Object.fromEntries(query);
  return {
    httpMethod: method,
    resource,
    path,
    pathParameters: decoded(pathParameters),
    queryStringParameters: Object.keys(queries).length === 0 ? null : queries,
    multiValueQueryStringParameters: null,
    headers: plain,
    multiValueHeaders: {},
    stageVariables: null,
    body: body === "" ? null : body,
    isBase64Encoded: false,
    requestContext: {
      accountId: "123456789012",
      apiId: "demo",
      // API Gateway makes every claim a text, a list by brackets.
      authorizer: Object.keys(claims).length === 0 ? null : { claims: textClaims(claims) },
      protocol: "HTTP/1.1",
      httpMethod: method,
      identity: LOCAL_CALLER,
      path,
      stage: "api",
      requestId: randomUUID(),
      requestTimeEpoch: Date.now(),
      resourceId: resource,
      resourcePath: resource,
    },
  };
}

function decoded(parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]));
}

function textClaims(claims: Claims): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? (value.length === 1 ? String(value[0]) : `[${value.join(" ")}]`) : String(value),
    ]),
  );
}

function toReply({ statusCode, headers = {}, body }: APIGatewayProxyResult): Reply {
  const plain = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  return { status: statusCode, headers: Object.fromEntries(plain), text: body };
}

function problem(
  status: number,
  type: string,
  title: string,
  detail = "",
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    text: JSON.stringify({
      type: `/problems/${type}`,
      title,
      status,
      ...(detail === "" ? {} : { detail }),
      instance: `urn:request:${randomUUID()}`,
    }),
  };
}
