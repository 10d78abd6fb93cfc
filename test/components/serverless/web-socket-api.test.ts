import assert from "node:assert/strict";
import { EncryptionKey } from "../../../components/core";
import { WebSocketApi, type WebSocketApiArgs } from "../../../components/serverless";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";
import { makeFunction, makeGrantee, makeKey } from "./serverless-support";

const ACCOUNT = "111122223333";

function make(args: Partial<WebSocketApiArgs> = {}) {
  const key = makeKey();
  const api = new WebSocketApi("chat", {
    key,
    authorizer: makeFunction("authorizer", key),
    connect: makeFunction("connect", key),
    disconnect: makeFunction("disconnect", key),
    ...args,
  });
  api.onMessage("message", makeFunction("answer", key));
  return api;
}

describe("WebSocketApi", () => {
  it("makes exactly an API, its authorizer, a route per function, and a stage with its logs", async () => {
    const recording = await recordProgram(() => {
      make();
    });
    assert.deepEqual(
      inventory(recording).filter((line) => / chat/.test(line)),
      [
        "aws:apigatewayv2/api:Api chat-api",
        "aws:apigatewayv2/authorizer:Authorizer chat-authorizer",
        "aws:apigatewayv2/integration:Integration chat-integration-connect",
        "aws:apigatewayv2/integration:Integration chat-integration-disconnect",
        "aws:apigatewayv2/integration:Integration chat-integration-message",
        "aws:apigatewayv2/route:Route chat-route-connect",
        "aws:apigatewayv2/route:Route chat-route-disconnect",
        "aws:apigatewayv2/route:Route chat-route-message",
        "aws:apigatewayv2/stage:Stage chat-stage",
        "aws:cloudwatch/logGroup:LogGroup chat-access-logs",
        "aws:cloudwatch/logGroup:LogGroup chat-execution-logs",
        "estate:serverless:WebSocketApi chat",
      ],
    );
  });

  it("asks the authorizer about every new connection, and only there", async () => {
    const recording = await recordProgram(() => {
      make();
    });
    assert.deepEqual(inputsOf(recording, "chat-authorizer")["identitySources"], [
      "route.request.header.Sec-WebSocket-Protocol",
    ]);
    const authorized = recording
      .ofType("aws:apigatewayv2/route:Route")
      .map(({ inputs }) => [inputs["routeKey"], inputs["authorizationType"], inputs["authorizerId"]]);
    const byRoute = new Map(authorized.map(([route, ...rest]) => [route, rest]));
    assert.deepEqual(byRoute.get("$connect"), ["CUSTOM", recording.get("chat-authorizer").id]);
    assert.deepEqual(byRoute.get("$disconnect"), [undefined, undefined]);
    assert.deepEqual(byRoute.get("message"), [undefined, undefined]);
  });

  it("lets API Gateway call each function for its own route alone", async () => {
    const recording = await recordProgram(() => {
      make();
    });
    const api = `arn:aws:execute-api:us-east-1:${ACCOUNT}:${recording.get("chat-api").id}`;
    const sources = recording.ofType("aws:lambda/permission:Permission").map(({ inputs }) => inputs["sourceArn"]);
    assert.deepEqual(
      new Set(sources),
      new Set([
        `${api}/authorizers/${recording.get("chat-authorizer").id}`,
        `${api}/ws/$connect`,
        `${api}/ws/$disconnect`,
        `${api}/ws/message`,
      ]),
    );
  });

  it("lets functions send to connections of its stage, and neither look at nor close them", async () => {
    const recording = await recordProgram(() => {
      const api = make();
      api.grantSend(makeGrantee());
      return { reference: api.bindingReference, origin: api.originDomain };
    });
    const id = recording.get("chat-api").id;
    assert.deepEqual(statementsOf(recording, "worker-policy-chat-send"), [
      {
        Sid: "Connections",
        Effect: "Allow",
        Action: "execute-api:ManageConnections",
        Resource: `arn:aws:execute-api:us-east-1:${ACCOUNT}:${id}/ws/POST/@connections/*`,
      },
    ]);
    const origin = `${id}.execute-api.us-east-1.amazonaws.com`;
    assert.deepEqual(recording.outputs, { reference: `https://${origin}/ws`, origin });
  });

  it("deploys by itself, throttles, and logs errors without messages", async () => {
    const recording = await recordProgram(() => {
      make({ throttle: { rate: 10, burst: 20 }, accountLogging: "create" });
    });
    const stage = inputsOf(recording, "chat-stage");
    assert.equal(stage["autoDeploy"], true);
    assert.deepEqual(stage["defaultRouteSettings"], {
      loggingLevel: "ERROR",
      dataTraceEnabled: false,
      detailedMetricsEnabled: true,
      throttlingRateLimit: 10,
      throttlingBurstLimit: 20,
    });
    assert.ok(recording.get("chat-stage").dependencies.includes(recording.get("chat-account").urn));
    assert.equal(
      inventory(await recordProgram(() => void make())).filter((line) => line.includes("account")).length,
      0,
    );
    const { format } = stage["accessLogSettings"] as { format: string };
    assert.doesNotThrow(() => JSON.parse(format));
  });

  it("has the same URNs in a preview, and watches errors and latency", async () => {
    let alarms: readonly string[] = [];
    const program = () => {
      alarms = make()
        .alarms()
        .map(({ key }) => key);
    };
    const preview = await recordProgram(program, { mode: "preview" });
    assert.deepEqual(urns(preview), urns(await recordProgram(program)));
    assert.deepEqual(alarms, ["execution-errors", "integration-errors", "latency"]);
  });
});

describe("WebSocketApi fails when", () => {
  it("the token, the selection or the limits are none", async () => {
    const message = await failureOf(() => {
      make({
        key: new EncryptionKey("bare", { description: "None" }),
        identitySource: "Authorization",
        selection: "action",
        stageName: "",
        throttle: { rate: 0, burst: 0 },
      });
    }, "aws:apigatewayv2/api:Api");
    assertMentions(message, [
      "identitySource",
      "selection",
      "stageName",
      "throttle.rate",
      "throttle.burst",
      'add "logs" to the services of EncryptionKey "bare"',
    ]);
  });

  it("two functions answer the same messages", async () => {
    const message = await failureOf(() => {
      make().onMessage(
        "message",
        makeFunction("second", new EncryptionKey("k", { description: "K", services: ["logs"] })),
      );
    }, "aws:never/registered:Type");
    assertMentions(message, ['onMessage: given "message"']);
  });
});
