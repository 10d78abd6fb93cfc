const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** A refusal that API Gateway makes by itself. */
interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  /** API Gateway's own message, which names what is wrong with a request. @default left out */
  readonly explained?: true;
  readonly headers?: Readonly<Record<string, string>>;
}

const BUSY: Refusal = {
  status: 429,
  type: "too-many-requests",
  title: "Too many requests",
  headers: { "Retry-After": "1" },
};
const INVALID: Refusal = { status: 400, type: "invalid", title: "The request is not valid", explained: true };
const UNKNOWN: Refusal = { status: 404, type: "not-found", title: "There is no such resource" };
const UNAUTHORIZED: Refusal = {
  status: 401,
  type: "unauthorized",
  title: "Sign in first",
  headers: { "WWW-Authenticate": "Bearer" },
};
const FORBIDDEN: Refusal = { status: 403, type: "forbidden", title: "This is not allowed" };

/** Gateway response types and what they mean to a caller ("Gateway response types", API Gateway guide, read 2026-11). */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  ACCESS_DENIED: FORBIDDEN,
  BAD_REQUEST_BODY: INVALID,
  BAD_REQUEST_PARAMETERS: INVALID,
  DEFAULT_4XX: { status: 400, type: "invalid", title: "The request cannot be taken" },
  DEFAULT_5XX: { status: 500, type: "internal", title: "Something went wrong on our side" },
  EXPIRED_TOKEN: UNAUTHORIZED,
  INTEGRATION_FAILURE: { status: 502, type: "unavailable", title: "Try again shortly" },
  INTEGRATION_TIMEOUT: { status: 504, type: "unavailable", title: "Try again shortly" },
  INVALID_API_KEY: FORBIDDEN,
  // What is asked for where nothing is.
  MISSING_AUTHENTICATION_TOKEN: UNKNOWN,
  QUOTA_EXCEEDED: BUSY,
  REQUEST_TOO_LARGE: { status: 413, type: "too-large", title: "The request is too large" },
  RESOURCE_NOT_FOUND: UNKNOWN,
  THROTTLED: BUSY,
  UNAUTHORIZED,
  UNSUPPORTED_MEDIA_TYPE: { status: 415, type: "unsupported-media-type", title: "Send application/json" },
  WAF_FILTERED: FORBIDDEN,
};

/** `x-amazon-apigateway-gateway-responses`: what API Gateway answers by itself is a problem by RFC 9457, too. */
export function gatewayResponses(): object {
  return Object.fromEntries(
    Object.entries(REFUSALS).map(([name, refusal]) => [
      name,
      {
        statusCode: String(refusal.status),
        responseParameters: Object.fromEntries(
          Object.entries({ "Cache-Control": "no-store", "Content-Type": PROBLEM_MEDIA_TYPE, ...refusal.headers }).map(
            ([header, value]) => [`gatewayresponse.header.${header}`, `'${value}'`],
          ),
        ),
        responseTemplates: { "application/json": template(refusal) },
      },
    ]),
  );
}

/** Only variables are filled in here; `messageString` comes with its quotes. */
function template({ type, title, status, explained }: Refusal): string {
  const detail = explained === true ? `,"detail":$context.error.messageString` : "";
  return `{"type":"/problems/${type}","title":"${title}","status":${status}${detail},"instance":"urn:request:$context.requestId"}`;
}
