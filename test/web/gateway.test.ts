import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { REFUSED_TEMPLATE } from "../../components/serverless/rest-api-start";
import { Executions } from "../../web/demo/executions";
import { restGateway } from "../../web/demo/rest-gateway";
import { renderTemplate } from "../components/serverless/velocity";

describe("a checkout that is sent again, in the demo", () => {
  it("is the same checkout while it runs, and a used name once it has ended or asks for something else", async () => {
    const executions = new Executions();
    let end = () => {};
    let runs = 0;
    const start = (input: string) =>
      executions.start("order-1", input, () => {
        runs += 1;
        return new Promise((resolve) => {
          end = resolve;
        });
      });
    assert.deepEqual([start("a card"), start("a card"), start("another card")], [true, true, false]);
    end();
    await sleep(1);
    assert.deepEqual([start("a card"), start("another card"), runs], [false, false, 1]);
  });

  it("is refused in the words of the estate's API", async () => {
    const gateway = restGateway({
      invoke: () => Promise.reject(new Error("no function is asked")),
      start: () => false,
      verify: async () => ({ sub: "ada" }),
    });
    const body = JSON.stringify({ paymentMethodId: "pm_card" });
    const headers = { authorization: "Bearer token", "idempotency-key": "order-0001" };
    const { status, text } = await gateway(
      { method: "POST", path: "/api/checkout", query: new URLSearchParams(), headers, body, raw: Buffer.from(body) },
      "/checkout",
    );
    const estate = renderTemplate(REFUSED_TEMPLATE, { body: { __type: "ExecutionAlreadyExists" } });
    const worded = (problem: string | undefined) => ({ ...JSON.parse(problem ?? ""), instance: "" });
    assert.deepEqual([status, worded(text)], [estate.status, worded(estate.text)]);
  });
});
