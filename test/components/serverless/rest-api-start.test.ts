import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  FAILED_TEMPLATE,
  REFUSED_TEMPLATE,
  STARTED_TEMPLATE,
  startTemplate,
} from "../../../components/serverless/rest-api-start";
import { renderTemplate } from "./velocity";

const ARN = "arn:aws:states:us-east-1:111122223333:stateMachine:checkout:live";
const TEMPLATE = startTemplate(ARN, "Idempotency-Key", {
  userId: { claim: "sub" },
  paymentMethodId: { body: "paymentMethodId" },
});

function started(paymentMethodId: unknown, key: string, sub = "ada", header = "Idempotency-Key") {
  const request = { body: { paymentMethodId, userId: "mallory" }, headers: { [header]: key }, claims: { sub } };
  const { input, ...rest } = JSON.parse(renderTemplate(TEMPLATE, request).text);
  return { ...rest, input: JSON.parse(input) };
}

describe("The template that starts a workflow", () => {
  it("names the execution by the header, and takes the caller from the token", () => {
    assert.deepEqual(started("pm_card", "key-00000001"), {
      stateMachineArn: ARN,
      name: "key-00000001",
      input: { userId: "ada", paymentMethodId: "pm_card" },
    });
  });

  it("finds the header in small letters, as HTTP/2 writes it", () => {
    assert.equal(started("pm_card", "key-00000001", "ada", "idempotency-key").name, "key-00000001");
  });

  it("keeps each field one field, whatever a caller writes", () => {
    const text = fc.string({ unit: fc.constantFrom(..."'\"\\/{}$#,:ab\n\t ") });
    fc.assert(
      fc.property(text, text, text, (payment, key, sub) => {
        assert.deepEqual(started(payment, key, sub), {
          stateMachineArn: ARN,
          name: key,
          input: { userId: sub, paymentMethodId: payment },
        });
      }),
    );
  });

  it("passes values on that are no texts", () => {
    const value = { id: 7, parts: [true, null, "it's"] };
    assert.deepEqual(started(value, "key-00000001").input.paymentMethodId, value);
  });
});

describe("The templates of the answers", () => {
  it("hand on what Step Functions started", () => {
    const body = { executionArn: `${ARN}:key`, startDate: 1.7e9 };
    assert.deepEqual(JSON.parse(renderTemplate(STARTED_TEMPLATE, { body }).text), body);
  });

  it("send whoever repeats a request to what became of it, whether it had ended or was another one", () => {
    const { text } = renderTemplate(REFUSED_TEMPLATE, { body: { __type: "ExecutionAlreadyExists" } });
    const { title, detail } = JSON.parse(text);
    assert.deepEqual([title, detail], ["This key was used before", "What it began stands: look at what became of it."]);
  });

  it("tell a key that was used from too much at once and from a request that cannot be taken", () => {
    const refused = (type: string) => {
      const { text, status } = renderTemplate(REFUSED_TEMPLATE, { body: { __type: `com.amazonaws#${type}` } });
      const problem = JSON.parse(text);
      return [status ?? 400, problem.status, problem.type, problem.instance];
    };
    const instance = "urn:request:request-1";
    assert.deepEqual(refused("ExecutionAlreadyExists"), [409, 409, "/problems/conflict", instance]);
    assert.deepEqual(refused("ThrottlingException"), [503, 503, "/problems/unavailable", instance]);
    assert.deepEqual(refused("ExecutionLimitExceeded"), [503, 503, "/problems/unavailable", instance]);
    assert.deepEqual(refused("InvalidName"), [400, 400, "/problems/invalid", instance]);
    assert.equal(JSON.parse(renderTemplate(FAILED_TEMPLATE, {}).text).status, 503);
  });
});
