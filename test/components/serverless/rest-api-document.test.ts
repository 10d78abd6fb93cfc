import assert from "node:assert/strict";
import { validate } from "@readme/openapi-parser";
import Ajv from "ajv";
import { gatewayDocument, operationsOf } from "../../../components/serverless/rest-api-document";
import { lowerSchema } from "../../../components/serverless/rest-api-schema";
import { restContract } from "../../../functions/contracts/openapi";

const ids = operationsOf(restContract()).map(({ id }) => id);

function document(keyed = true) {
  const answers = Object.fromEntries(
    ids.map((id) => [
      id,
      id === "startCheckout"
        ? ({ kind: "start", uri: "arn:start", credentials: "arn:role", template: "{}" } as const)
        : ({ kind: "function", uri: `arn:${id}` } as const),
    ]),
  );
  return JSON.parse(JSON.stringify(gatewayDocument(restContract(), { answers, userPoolArn: "arn:pool", keyed })));
}

describe("The document that API Gateway imports", () => {
  it("is OpenAPI 3.0, and valid", async () => {
    assert.equal(document().openapi, "3.0.1");
    const result = await validate(document());
    assert.deepEqual(result.valid ? [] : result.errors, []);
  });

  it("answers every operation of the contract, and holds every request to its parameters and its model", () => {
    const written = operationsOf(document());
    assert.deepEqual(
      written.map(({ id, method, path }) => [id, method, path]),
      operationsOf(restContract()).map(({ id, method, path }) => [id, method, path]),
    );
    for (const { content } of written) {
      assert.ok(content["x-amazon-apigateway-integration"] !== undefined);
    }
    assert.deepEqual(document()["x-amazon-apigateway-request-validators"], {
      all: { validateRequestBody: true, validateRequestParameters: true },
    });
    assert.equal(document()["x-amazon-apigateway-request-validator"], "all");
  });

  it("leaves required headers to whoever answers, since it tells their names by case and HTTP/2 does not", () => {
    const required = (contract: Parameters<typeof operationsOf>[0]) =>
      operationsOf(contract)
        .flatMap(({ content }) => [content["parameters"] ?? []].flat())
        .filter((parameter) => Reflect.get(parameter, "required") === true)
        .map((parameter) => `${Reflect.get(parameter, "in")} ${Reflect.get(parameter, "name")}`);
    const asked = required(restContract());
    assert.ok(asked.includes("header Idempotency-Key") && asked.includes("path productId"));
    assert.deepEqual(
      required(document()),
      asked.filter((parameter) => !parameter.startsWith("header ")),
    );
  });

  it("asks for an id token of the pool wherever the contract is not open, and for the key everywhere", () => {
    const security = Object.fromEntries(operationsOf(document()).map(({ id, content }) => [id, content["security"]]));
    const open = operationsOf(restContract())
      .filter((operation) => operation.open)
      .map(({ id }) => id);
    assert.deepEqual(open, ["browseProducts", "getProduct", "takeStripeEvent"]);
    for (const id of ids) {
      assert.deepEqual(security[id], [open.includes(id) ? { key: [] } : { users: [], key: [] }]);
    }
    assert.deepEqual(document(false).components.securitySchemes.users["x-amazon-apigateway-authorizer"], {
      type: "cognito_user_pools",
      providerARNs: ["arn:pool"],
    });
  });

  it("answers the start of a workflow with 202, and refusals with problems", () => {
    const { post } = document().paths["/checkout"];
    const integration = post["x-amazon-apigateway-integration"];
    assert.equal(integration.passthroughBehavior, "never");
    const replies = Object.entries<{ statusCode: string; responseParameters: object }>(integration.responses);
    assert.deepEqual(
      replies.map(([pattern, { statusCode, responseParameters }]) => [pattern, statusCode, responseParameters]),
      [
        ["default", "202", { "method.response.header.Content-Type": "'application/json'" }],
        ["4\\d{2}", "400", { "method.response.header.Content-Type": "'application/problem+json'" }],
        ["5\\d{2}", "503", { "method.response.header.Content-Type": "'application/problem+json'" }],
      ],
    );
    for (const status of ["202", "400", "409", "503"]) {
      assert.ok(post.responses[status].headers["Content-Type"], status);
    }
  });

  it("writes what API Gateway refuses by itself as problems by RFC 9457", () => {
    const refusals = Object.entries<{ statusCode: string; responseTemplates: Record<string, string> }>(
      document()["x-amazon-apigateway-gateway-responses"],
    );
    for (const [name, { statusCode, responseTemplates }] of refusals) {
      const filled = (responseTemplates["application/json"] ?? "").replace("$context.error.messageString", '"Why"');
      const problem = JSON.parse(filled);
      assert.equal(String(problem.status), statusCode, name);
      assert.match(problem.type, /^\/problems\//);
    }
    const statuses = Object.fromEntries(refusals.map(([name, { statusCode }]) => [name, statusCode]));
    assert.equal(statuses["MISSING_AUTHENTICATION_TOKEN"], "404");
    assert.equal(statuses["UNAUTHORIZED"], "401");
    assert.equal(statuses["THROTTLED"], "429");
  });
});

describe("A lowered schema", () => {
  it("takes what the contract's own takes", () => {
    const validator = new Ajv({ strict: false, formats: { uri: true } });
    const { NewProductBody, CheckoutBody } = document().components.schemas;
    const product = { name: "Tea", category: "food", priceCents: 500, stock: 3 };
    assert.ok(validator.validate(NewProductBody, product));
    assert.ok(!validator.validate(NewProductBody, { ...product, priceCents: 0 }));
    assert.ok(!validator.validate(NewProductBody, { ...product, secret: 1 }));
    assert.ok(validator.validate(CheckoutBody, { paymentMethodId: "pm_1" }));
    assert.ok(!validator.validate(CheckoutBody, { paymentMethodId: "card" }));
  });

  it("has only words of draft 4", () => {
    assert.deepEqual(
      lowerSchema({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        default: {},
        properties: {
          kind: { const: "answer" },
          count: { type: "integer", exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER },
          share: { type: "number", exclusiveMaximum: 1 },
          at: { type: "string", format: "uri-reference" },
          note: { type: ["string", "null"] },
          default: { type: "string" },
        },
        additionalProperties: { anyOf: [{ const: 1 }, { type: "array", items: { const: 2 } }] },
      }),
      {
        type: "object",
        properties: {
          kind: { enum: ["answer"] },
          count: { type: "integer", minimum: 1 },
          share: { type: "number", maximum: 1 },
          at: { type: "string" },
          note: {},
          default: { type: "string" },
        },
        additionalProperties: { anyOf: [{ enum: [1] }, { type: "array", items: { enum: [2] } }] },
      },
    );
  });
});
