import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { LambdaHandler, Observer } from "./observe";
import { forbidden, PROBLEM_MEDIA_TYPE, Problem, type ProblemDetails, unavailable } from "./problem";
import { isOutage } from "./resilience";

/** A request that API Gateway has authenticated and matched to a route. */
export interface RestRequest {
  /** Subject of the Cognito token; empty on routes that anybody may call. */
  readonly userId: string;
  readonly groups: readonly string[];
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as it came; base64 is undone. */
  readonly text: string;
}

/** What a route answers. */
export interface RestAnswer {
  readonly status: number;
  /** Sent as JSON; absent for an empty answer. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Routes by method and resource, as API Gateway has matched them: `GET /products/{productId}`. */
export type Routes = Readonly<Record<string, (request: RestRequest) => Promise<RestAnswer>>>;

/** Errors leave as RFC 9457; what is not meant for the caller leaves as 500 or 503 without detail. */
export function rest(observer: Observer, routes: Routes): LambdaHandler<APIGatewayProxyEvent, APIGatewayProxyResult> {
  return async (event, context) => {
    try {
      const route = routes[`${event.httpMethod} ${event.resource}`];
      if (route === undefined) {
        throw new Problem("not-found", "There is no such resource", 404);
      }
      return toGateway(await route(toRequest(event)));
    } catch (error) {
      return problemAnswer(observer, error, context.awsRequestId);
    }
  };
}

/** @throws {Problem} 403 unless the caller belongs to the group */
export function requireGroup({ groups }: RestRequest, group: string): void {
  if (!groups.includes(group)) {
    throw forbidden(`This takes the group "${group}".`);
  }
}

/** @throws {Problem} 401 where nobody is signed in */
export function requireUser({ userId }: RestRequest): string {
  if (userId === "") {
    throw new Problem("unauthorized", "Sign in first", 401);
  }
  return userId;
}

function toRequest(event: APIGatewayProxyEvent): RestRequest {
  const claims = claimsOf(event);
  const body = event.body ?? "";
  return {
    userId: claims["sub"] ?? "",
    groups: (claims["cognito:groups"] ?? "").split(/[\s,[\]]+/).filter((group) => group !== ""),
    path: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: Object.fromEntries(
      Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    text: event.isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body,
  };
}

/** The claims of the Cognito authorizer, all of them text. */
function claimsOf(event: APIGatewayProxyEvent): Readonly<Record<string, string>> {
  const claims: unknown = event.requestContext.authorizer?.["claims"];
  return typeof claims === "object" && claims !== null
    ? Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, String(value)]))
    : {};
}

function toGateway({ status, body, headers }: RestAnswer): APIGatewayProxyResult {
  return {
    statusCode: status,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}

function problemAnswer(observer: Observer, error: unknown, requestId: string): APIGatewayProxyResult {
  const details = { ...problemOf(observer, error), instance: `urn:request:${requestId}` };
  return {
    statusCode: details.status,
    headers: { "content-type": PROBLEM_MEDIA_TYPE },
    body: JSON.stringify(details),
  };
}

/** What the caller may know about an error; the rest is logged. */
export function problemOf(observer: Observer, error: unknown): ProblemDetails {
  if (error instanceof Problem) {
    return error.details;
  }
  observer.error("The request failed", error);
  observer.count("RequestFailures");
  return isOutage(error) && !(error instanceof TypeError)
    ? unavailable("Try again shortly.").details
    : { type: "/problems/internal", title: "Something went wrong on our side", status: 500 };
}
