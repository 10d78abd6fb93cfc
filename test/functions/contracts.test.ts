import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { validate } from "@readme/openapi-parser";
import Ajv from "ajv";
import { chatContract } from "../../functions/contracts/asyncapi";
import { restContract } from "../../functions/contracts/openapi";
import { contractText } from "../../functions/contracts/write";

const FUNCTIONS = resolve(__dirname, "../../functions");
const read = (path: string) => readFileSync(join(FUNCTIONS, path), "utf8");

describe("the contracts", () => {
  for (const name of ["ecom67.openapi.json", "chat.asyncapi.json"] as const) {
    it(`${name} is what the functions' schemas say; npm run build:contracts writes it anew`, () => {
      assert.equal(read(`contracts/${name}`).replaceAll(/\s+/g, ""), contractText(name).replaceAll(/\s+/g, ""));
    });
  }

  it("the REST API is a valid OpenAPI document", async () => {
    const result = await validate(JSON.parse(contractText("ecom67.openapi.json")));
    assert.deepEqual(result.valid ? [] : result.errors, []);
  });

  it("the chat is a valid AsyncAPI document", () => {
    const schema = JSON.parse(readFileSync(require.resolve("@asyncapi/specs/schemas/3.0.0-without-$id.json"), "utf8"));
    const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
    const valid = ajv.compile(schema);
    assert.equal(valid(JSON.parse(contractText("chat.asyncapi.json"))), true, JSON.stringify(valid.errors));
    assert.equal(valid({ ...chatContract(), channels: "none" }), false);
  });

  it("has exactly the routes that the functions answer", () => {
    const written = Object.entries(restContract().paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { "x-function": name }]) => `${name}: ${method.toUpperCase()} ${path}`),
    );
    const answered = ["products", "cart", "orders", "payment-webhook"].flatMap((name) =>
      [...read(`${name}/handler.ts`).matchAll(/"((?:GET|PUT|POST|DELETE|PATCH) \/[^"]*)"/g)].map(
        ([, route]) => `${name}: ${route}`,
      ),
    );
    assert.deepEqual(written.sort(), [...answered, "workflows/checkout: POST /checkout"].sort());
  });
});
