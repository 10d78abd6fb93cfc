import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { FetchError } from "aws-jwt-verify/error";
import type { APIGatewayProxyResultV2, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import fc from "fast-check";
import { createHandler as createAuthorizer } from "../../functions/chat-authorizer/handler";
import { createHandler as createConnect } from "../../functions/chat-connect/handler";
import { createHandler as createDisconnect } from "../../functions/chat-disconnect/handler";
import { createHandler as createMessage } from "../../functions/chat-message/handler";
import type { ChatEvent } from "../../functions/shared/chat";
import { type FakeServer, fakeServer } from "../../web/demo/emulators/http";
import { items, shopTable, withEnvironment } from "./support/aws";
import { PERSONAL } from "./support/logs";
import { functionSuite } from "./support/suite";

const POOL = "us-east-1_Example01";
const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;
const ARN = "arn:aws:execute-api:us-east-1:123456789012:api/ws/$connect";

const REFUSAL = {
  principalId: "nobody",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect: "Deny", Resource: ARN }],
  },
};

functionSuite(["chat-authorizer"], (world) => {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const strangers = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...keys.publicKey.export({ format: "jwk" }), kid: "key-1", use: "sig", alg: "RS256" };
  const now = () => Math.floor(Date.now() / 1000);
  const claims = () => ({
    sub: "ada",
    iss: ISSUER,
    client_id: "client-1",
    token_use: "access",
    exp: now() + 60,
    iat: now(),
  });
  let keyServer: FakeServer;
  let authorize: (event: APIGatewayRequestAuthorizerEvent) => Promise<{ principalId: string }>;

  before(async () => {
    keyServer = await fakeServer(({ path }) =>
      path === `/${POOL}/.well-known/jwks.json` ? { json: { keys: [jwk] } } : { status: 404 },
    );
    const fetcher = {
      fetch: async (uri: string) => (await fetch(`${keyServer.url}${new URL(uri).pathname}`)).arrayBuffer(),
    };
    const environment = { USER_POOL_ID: POOL, USER_POOL_CLIENT_ID: "client-0, client-1" };
    authorize = world.make("chat-authorizer", (values) => createAuthorizer(values, fetcher), environment);
  });
  after(() => keyServer?.close());

  function token(payload: object, key = keys.privateKey, kid = "key-1"): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "RS256", kid })}.${part(payload)}`;
    return `${text}.${createSign("RSA-SHA256").update(text).sign(key).toString("base64url")}`;
  }

  it("lets in who holds a token of the pool, by subprotocol or by query", async () => {
    const bySubprotocol = await authorize(opening({ header: `bearer, ${token(claims())}` }));
    const byQuery = await authorize(opening({ query: token(claims()) }));
    assert.deepEqual(bySubprotocol, byQuery);
    assert.deepEqual(byQuery, {
      principalId: "ada",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: ARN }],
      },
      context: { userId: "ada" },
    });
    assert.equal(keyServer.requests.length, 1);
  });

  describe("refuses", () => {
    const refused: readonly [string, () => string][] = [
      ["a token signed by somebody else", () => token(claims(), strangers.privateKey)],
      ["a token that is over", () => token({ ...claims(), exp: now() - 60 })],
      ["a token of another pool", () => token({ ...claims(), iss: `${ISSUER}2` })],
      ["a token for another client", () => token({ ...claims(), client_id: "client-9" })],
      ["an id token", () => token({ ...claims(), token_use: "id", aud: "client-1" })],
      ["no token", () => ""],
    ];
    for (const [title, make] of refused) {
      it(`${title}, by an answer and not by an error, which would page somebody`, async () => {
        assert.deepEqual(await authorize(opening({ header: `bearer, ${make()}` })), REFUSAL);
      });
    }

    it("whatever somebody makes up as a token", async () => {
      const part = fc.oneof(
        fc.string(),
        fc.json().map((text) => Buffer.from(text).toString("base64url")),
        fc
          .record({ alg: fc.anything(), kid: fc.constantFrom("key-1", "key-2", 1, "__proto__"), typ: fc.string() })
          .map((header) => Buffer.from(JSON.stringify(header)).toString("base64url")),
        fc
          .record({ sub: fc.anything(), exp: fc.anything(), iss: fc.constantFrom(ISSUER, "https://example.org", 1) })
          .map((payload) => Buffer.from(JSON.stringify(payload)).toString("base64url")),
      );
      const tokens = fc.oneof(
        fc.string(),
        fc.tuple(part, part, part).map((parts) => parts.join(".")),
      );
      await fc.assert(
        fc.asyncProperty(tokens, async (made) => {
          assert.deepEqual(await authorize(opening({ query: made })), REFUSAL);
        }),
      );
    });

    it("a token whose key the pool does not have, also while it waits to ask again", async () => {
      const unknown = () => token(claims(), strangers.privateKey, "key-9");
      assert.deepEqual(await authorize(opening({ query: unknown() })), REFUSAL);
      assert.deepEqual(await authorize(opening({ query: unknown() })), REFUSAL);
    });
  });

  describe("fails when", () => {
    const authorizer = (fetch: () => Promise<ArrayBuffer>) =>
      world.make("chat-authorizer", (values) => createAuthorizer(values, { fetch }), {
        USER_POOL_ID: POOL,
        USER_POOL_CLIENT_ID: "client-1",
      });

    it("the pool's keys cannot be fetched: nobody could get in, so that somebody is to hear of it", async () => {
      const unreachable = authorizer(() => Promise.reject(new FetchError(ISSUER, "no way there")));
      await assert.rejects(() => unreachable(opening({ query: token(claims()) })), {
        name: "Error",
        message: /no way there/,
      });
    });

    it("what is fetched is no set of keys", async () => {
      const strange = authorizer(async () => new TextEncoder().encode("<html>").buffer);
      await assert.rejects(() => strange(opening({ query: token(claims()) })), /JWKS could not be parsed/);
    });

    it("its settings name no user pool", () => {
      assert.throws(() => createAuthorizer({ USER_POOL_ID: "pool", USER_POOL_CLIENT_ID: "client-1" }), /User Pool/);
    });
  });
});

functionSuite(["chat-connect", "chat-message", "chat-disconnect"], (world) => {
  let chat: string;
  let socket: FakeServer;
  let knowledge: FakeServer;
  let model: FakeServer;
  let restore: () => void;
  let connect: (event: ChatEvent) => Promise<APIGatewayProxyResultV2>;
  let disconnect: (event: ChatEvent) => Promise<APIGatewayProxyResultV2>;
  let message: (event: ChatEvent) => Promise<APIGatewayProxyResultV2>;
  const say = (text: string, userId = "ada", connectionId = "c-1", sessionId = "s-1") =>
    message(chatEvent(connectionId, userId, JSON.stringify({ action: "message", sessionId, text })));
  const posted = () => socket.requests.map(({ body }): Record<string, unknown> => JSON.parse(body));
  const lines = async () =>
    (await items(chat))
      .filter(({ role }) => role !== undefined)
      .sort((a, b) => Number(a["timestamp"]) - Number(b["timestamp"]));

  beforeEach(async () => {
    socket = await fakeServer(() => ({ json: {} }));
    knowledge = await fakeServer(() => ({
      json: {
        retrievalResults: [
          {
            content: { text: "Parcels take three days." },
            location: { type: "S3", s3Location: { uri: "s3://kb/faq.md" } },
          },
        ],
      },
    }));
    model = await fakeServer(() => ({
      json: {
        output: { message: { role: "assistant", content: [{ text: "Three days." }] } },
        stopReason: "end_turn",
        usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
        metrics: { latencyMs: 1 },
      },
    }));
    restore = withEnvironment({
      AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: knowledge.url,
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: model.url,
    });
    chat = await shopTable("chat", world.unique("chat"));
    const environment = {
      CHAT_TABLE: chat,
      KNOWLEDGE_BASE_ID: "kb-1",
      BEDROCK_MODEL_ID: "model-1",
      WEBSOCKET_ENDPOINT: socket.url,
    };
    connect = world.make("chat-connect", createConnect, environment);
    disconnect = world.make("chat-disconnect", createDisconnect, environment);
    message = world.make("chat-message", createMessage, environment);
    await connect(chatEvent("c-1", "ada"));
  });
  afterEach(async () => {
    restore();
    await Promise.all([socket.close(), knowledge.close(), model.close()]);
  });

  it("answers from the knowledge base, names its sources, and keeps the conversation for its time", async () => {
    await say("How long?");
    const sources = ["s3://kb/faq.md"];
    assert.deepEqual(posted(), [{ type: "answer", sessionId: "s-1", text: "Three days.", sources }]);
    const kept = await lines();
    assert.deepEqual(
      kept.map(({ sessionId, role, text }) => [sessionId, role, text]),
      [
        ["ada#s-1", "user", "How long?"],
        ["ada#s-1", "assistant", "Three days."],
      ],
    );
    assert(kept.every(({ expiresAt }) => Number(expiresAt) > Date.now() / 1000 + 29 * 86_400));
    assert(model.requests[0]?.body.includes("Parcels take three days."));
  });

  it("reminds the model of what was said before", async () => {
    await say("How long?");
    await say("Also to Norway?");
    const { messages } = JSON.parse(model.requests[1]?.body ?? "{}");
    assert.deepEqual(
      messages.map(({ role }: { role: string }) => role),
      ["user", "assistant", "user"],
    );
  });

  it("keeps a question's personal data from model and knowledge base", async () => {
    await say(`I am ${PERSONAL.email}, where is it?`);
    assert(![...knowledge.requests, ...model.requests].some(({ body }) => body.includes(PERSONAL.email)));
  });

  it("passes a long question to the model whole, and to the knowledge base as much as it takes", async () => {
    await say(`${"How long does it take? ".repeat(100)}The end.`);
    assert(model.requests[0]?.body.includes("The end."));
    assert.equal(JSON.parse(knowledge.requests[0]?.body ?? "{}").retrievalQuery.text.length, 1000);
  });

  it("answers the subprotocol that a browser offered", async () => {
    const event = Object.assign(chatEvent("c-2", "ada"), { headers: { "Sec-WebSocket-Protocol": "bearer, token" } });
    assert.deepEqual(await connect(event), { statusCode: 200, headers: { "Sec-WebSocket-Protocol": "bearer" } });
  });

  it("forgets a connection that closes, and keeps the conversation", async () => {
    await say("How long?");
    await disconnect(chatEvent("c-1", "ada"));
    assert.deepEqual(
      (await items(chat)).filter(({ sessionId }) => String(sessionId).startsWith("connection#")),
      [],
    );
    assert.equal((await lines()).length, 2);
  });

  it("forgets a connection that is gone, and keeps the answer", async () => {
    socket.chaos = undefined;
    await socket.close();
    socket = await fakeServer(() => ({ status: 410, headers: { "x-amzn-errortype": "GoneException" } }));
    const environment = {
      CHAT_TABLE: chat,
      KNOWLEDGE_BASE_ID: "kb-1",
      BEDROCK_MODEL_ID: "model-1",
      WEBSOCKET_ENDPOINT: socket.url,
    };
    message = world.make("chat-message", createMessage, environment);
    assert.deepEqual(await say("How long?"), { statusCode: 200 });
    assert.deepEqual((await items(chat)).map(({ role }) => role).sort(), ["assistant", "user"]);
  });

  it("answers without sources when the knowledge base is out", async () => {
    knowledge.chaos = () => ({ kind: "status", status: 500 });
    await say("How long?");
    assert.deepEqual([posted()[0]?.["text"], posted()[0]?.["sources"]], ["Three days.", []]);
  });

  describe("tells the customer of a problem when", () => {
    const problem = () => Reflect.get(Object(posted()[0]?.["problem"]), "type");

    it("the model is out; the question is kept", async () => {
      model.chaos = () => ({ kind: "status", status: 500 });
      await say("How long?");
      assert.equal(problem(), "/problems/unavailable");
      assert.deepEqual(
        (await lines()).map(({ role }) => role),
        ["user"],
      );
    });

    it("the message is empty, or the connection is somebody else's", async () => {
      await say("  ");
      assert.equal(problem(), "/problems/invalid-request");
      socket.requests.length = 0;
      await say("How long?", "mallory");
      assert.equal(problem(), "/problems/forbidden");
      assert.equal((await lines()).length, 0);
    });
  });
});

function opening({ header, query }: { header?: string; query?: string }): APIGatewayRequestAuthorizerEvent {
  const event = {
    type: "REQUEST",
    methodArn: ARN,
    headers: header === undefined ? {} : { "Sec-WebSocket-Protocol": header },
    queryStringParameters: query === undefined ? {} : { token: query },
  };
  return event as unknown as APIGatewayRequestAuthorizerEvent;
}

function chatEvent(connectionId: string, userId: string, body?: string): ChatEvent {
  return {
    requestContext: {
      routeKey: body === undefined ? "$connect" : "message",
      messageId: "m",
      eventType: body === undefined ? "CONNECT" : "MESSAGE",
      extendedRequestId: "x",
      requestTime: "",
      messageDirection: "IN",
      stage: "ws",
      connectedAt: 0,
      requestTimeEpoch: 0,
      requestId: "r",
      domainName: "example.org",
      connectionId,
      apiId: "api",
      authorizer: { userId },
    },
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body }),
  };
}
