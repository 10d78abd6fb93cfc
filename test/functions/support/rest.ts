import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { LOCAL_CALLER } from "../../../web/demo/caller";

/** A request to a REST API, as API Gateway passes it on. */
export interface Asked {
  readonly method: string;
  /** `/products/{productId}` */
  readonly resource: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The body as it is, instead of JSON. */
  readonly text?: string;
  readonly user?: string;
  readonly groups?: string;
}

/** What came back; the body is read as JSON. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks a handler as API Gateway does. */
export async function ask(
  handler: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>,
  asked: Asked,
): Promise<Answered> {
  const { statusCode, headers = {}, body } = await handler(eventOf(asked));
  return { status: statusCode, headers, body: body === "" ? {} : JSON.parse(body) };
}

function eventOf({ method, resource, path, query, headers, body, text, user, groups }: Asked): APIGatewayProxyEvent {
  const claims = user === undefined ? {} : { claims: { sub: user, ...(groups ? { "cognito:groups": groups } : {}) } };
  return {
    httpMethod: method,
    resource,
    path: resource,
    pathParameters: path ?? null,
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: null,
    headers: headers ?? {},
    multiValueHeaders: {},
    stageVariables: null,
    body: text ?? (body === undefined ? null : JSON.stringify(body)),
    isBase64Encoded: false,
    requestContext: {
      accountId: "123456789012",
      apiId: "api",
      authorizer: claims,
      protocol: "HTTP/1.1",
      httpMethod: method,
      identity: LOCAL_CALLER,
      path: resource,
      stage: "api",
      requestId: "request",
      requestTimeEpoch: 0,
      resourceId: "resource",
      resourcePath: resource,
    },
  };
}
