import assert from "node:assert/strict";
import type { Recording } from "../../../planner/recorder";
import { renderTemplate } from "../../components/serverless/velocity";

/** One answer of an integration: its status, and the template of its body. */
interface PlannedAnswer {
  readonly statusCode: string;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

/** What API Gateway does with an operation that starts a workflow, as the plan's document says it. */
interface PlannedIntegration {
  readonly type: string;
  readonly uri: string;
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly responses: Readonly<Record<string, PlannedAnswer>>;
}

type Document = Readonly<
  Record<
    "paths",
    Readonly<
      Record<string, Readonly<Record<string, Readonly<Record<"x-amazon-apigateway-integration", PlannedIntegration>>>>>
    >
  >
>;

/** A caller's request; the claims are those of the token that the authorizer has checked. */
export interface Posted {
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
  readonly claims: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const JSON_TYPE = "application/json";

/**
 * API Gateway for an operation that calls a service of AWS itself: it fills the planned template, signs and sends what comes out,
 * and words the service's answer by the template that is planned for its status.
 *
 * @param emulated what stands in the emulator for what the plan names
 */
export function plannedStart(
  recording: Recording,
  path: string,
  endpoint: string,
  emulated: (text: string) => string,
): (request: Posted) => Promise<Answer> {
  const [api] = recording.ofType("aws:apigateway/restApi:RestApi");
  const document: Document = JSON.parse(String(api?.inputs["body"]));
  const integration = document.paths[path]?.["post"]?.["x-amazon-apigateway-integration"];
  assert(integration !== undefined && integration.type === "aws", `${path} is not answered by a service of AWS`);
  const [, service = "", action = ""] = /:apigateway:[\w-]+:(\w+):action\/(\w+)$/.exec(integration.uri) ?? [];
  assert.deepEqual([service, action], ["states", "StartExecution"]);
  return async (request) => {
    const asked = renderTemplate(integration.requestTemplates[JSON_TYPE] ?? "", request);
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AWSStepFunctions.${action}`,
        authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261121/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: emulated(asked.text),
    });
    return worded(integration, answer.status, JSON.parse(await answer.text()));
  };
}

/** The first pattern that fits the status words the answer; `default` where none does. */
function worded({ responses }: PlannedIntegration, status: number, body: unknown): Answer {
  const [, planned] =
    Object.entries(responses).find(
      ([pattern]) => pattern !== "default" && new RegExp(`^${pattern}$`).test(String(status)),
    ) ??
    Object.entries(responses).find(([pattern]) => pattern === "default") ??
    [];
  assert(planned !== undefined);
  const said = renderTemplate(planned.responseTemplates[JSON_TYPE] ?? "", { body });
  return { status: said.status ?? Number(planned.statusCode), body: JSON.parse(said.text) };
}
