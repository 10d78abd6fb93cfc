import assert from "node:assert/strict";
import { createHandler } from "../../functions/ai-support/handler";
import type { SupportAnswer } from "../../functions/ai-support/input";
import { type Helpers, SAID, startHelpers } from "./emulators/helpers";
import { bodies, items, queue, secret, table, withEnvironment } from "./support/aws";
import { PERSONAL, SECRETS } from "./support/logs";
import { functionSuite } from "./support/suite";

functionSuite(["ai-support"], (world) => {
  let helpers: Helpers;
  let environment: Record<string, string>;
  let restore: () => void;

  const container = (extra: Record<string, string> = {}) =>
    world.make("ai-support", createHandler, { ...environment, ...extra });
  const request = (extra: object = {}) => ({
    ticketId: world.unique("ticket"),
    customerId: "customer-1",
    subject: `Where is it? I am ${PERSONAL.email}`,
    message: `${PERSONAL.message}. Paid by ${PERSONAL.card}.`,
    ...extra,
  });
  const waiting = () => bodies(environment["SUPPORT_QUEUE_URL"] ?? "");
  const ticket = async ({ ticketId }: SupportAnswer) =>
    (await items(environment["TICKETS_TABLE"] ?? "")).find((item) => item["ticketId"] === ticketId);

  beforeEach(async () => {
    helpers = await startHelpers(SECRETS.azureKey, SECRETS.openaiKey);
    restore = withEnvironment({
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: helpers.bedrock.url,
      AWS_ENDPOINT_URL_STS: helpers.sts.url,
      AWS_MAX_ATTEMPTS: "2",
    });
    const federation = {
      source: "federation",
      tenantId: "tenant-1",
      clientId: "client-1",
      audience: "api://AzureADTokenExchange",
      scope: "https://cognitiveservices.azure.com/.default",
    };
    environment = {
      TICKETS_TABLE: await table(world.unique("tickets"), { hash: "ticketId" }),
      SUPPORT_QUEUE_URL: await queue(world.unique("people")),
      BEDROCK_MODEL_ID: "model-1",
      OPENAI_SECRET_ARN: await secret(world.unique("openai"), SECRETS.openaiKey),
      OPENAI_ENDPOINT: `${helpers.openai.url}/v1`,
      AZURE_LANGUAGE_ENDPOINT: helpers.azure.url,
      AZURE_AUTHORITY_HOST: helpers.azure.url,
      AZURE_IDENTITY: JSON.stringify(federation),
    };
  });
  afterEach(async () => {
    restore();
    await helpers.close();
  });

  it("answers by Bedrock, with Azure's analysis, and files the ticket", async () => {
    const answer = await container()(request());
    assert.deepEqual(
      { ...answer, ticketId: "" },
      {
        ticketId: "",
        status: "ANSWERED",
        answer: SAID.bedrock,
        answeredBy: "bedrock",
        sentiment: "negative",
        priority: "high",
      },
    );
    const filed = await ticket(answer);
    assert.equal(filed?.["status"], "ANSWERED");
    assert.deepEqual(filed?.["keyPhrases"], ["parcel"]);
    assert.equal(helpers.openai.requests.length, 0);
  });

  it("answers by OpenAI first where the setting says so", async () => {
    const answer = await container({ ANSWER_ORDER: "openai,bedrock" })(request());
    assert.equal(answer.answer, SAID.openai);
    assert.equal(helpers.bedrock.requests.length, 0);
  });

  it("sends no address, number or card to Azure or to a model", async () => {
    helpers.bedrock.chaos = () => ({ kind: "status", status: 400 });
    await container()(request());
    const sent = [...helpers.azure.requests, ...helpers.bedrock.requests, ...helpers.openai.requests];
    assert(sent.length >= 4);
    const text = sent.map(({ body }) => body).join("");
    assert(text.includes("[e-mail]") && text.includes("[number]"));
    assert(!text.includes(PERSONAL.email) && !text.includes(PERSONAL.card));
  });

  it("reads Azure's key from its secret where the estate is not keyless", async () => {
    const secretArn = await secret(world.unique("azure"), JSON.stringify({ key: SECRETS.azureKey }));
    const handler = container({ AZURE_IDENTITY: JSON.stringify({ source: "secret", secretArn }) });
    assert.equal((await handler(request())).sentiment, "negative");
    assert.equal(helpers.sts.requests.length, 0);
  });

  it("signs in to Azure once per container", async () => {
    const handler = container();
    await handler(request());
    await handler(request());
    assert.equal(helpers.azure.requests.filter(({ path }) => path.includes("oauth2")).length, 1);
  });

  it("gives the first answer again when a request is repeated, and asks no model twice", async () => {
    const repeated = request();
    const first = await container()(repeated);
    const second = await container()(repeated);
    assert.deepEqual(second, first);
    assert.equal(helpers.bedrock.requests.length, 1);
  });

  describe("degrades when", () => {
    it("Azure is out: the ticket is answered without a mood", async () => {
      helpers.azure.chaos = () => ({ kind: "status", status: 503 });
      const answer = await container()(request());
      assert.equal(answer.status, "ANSWERED");
      assert.equal(answer.sentiment, undefined);
    });

    for (const [title, fault] of [
      ["refuses for load", { kind: "status", status: 429 }],
      ["is out", { kind: "status", status: 503 }],
      ["breaks the connection", { kind: "cut", when: "before" }],
      ["breaks off in the middle", { kind: "half" }],
      ["does not answer in time", { kind: "silence", ms: 60_000 }],
    ] as const) {
      it(`Bedrock ${title}: OpenAI answers`, async () => {
        helpers.bedrock.chaos = () => fault;
        const answer = await container()(request());
        assert.equal(answer.answeredBy, "openai");
        assert.deepEqual(await waiting(), []);
      });
    }

    it("both models are out: the ticket is queued for people, and says so", async () => {
      helpers.bedrock.chaos = () => ({ kind: "status", status: 500 });
      helpers.openai.chaos = () => ({ kind: "half" });
      const answer = await container()(request());
      assert.deepEqual([answer.status, answer.priority], ["QUEUED", "high"]);
      assert.deepEqual(await waiting(), [{ ticketId: answer.ticketId, reason: "no answer", priority: "high" }]);
      assert.equal((await ticket(answer))?.["status"], "QUEUED");
    });

    it("the OpenAI key is refused: the ticket is queued, and the key stays out of the logs", async () => {
      const OPENAI_SECRET_ARN = await secret(world.unique("openai"), "sk-wrong-wrong-wrong");
      helpers.bedrock.chaos = () => ({ kind: "status", status: 500 });
      assert.equal((await container({ OPENAI_SECRET_ARN })(request())).status, "QUEUED");
      assert(!world.logLines().join("").includes("sk-wrong"));
    });

    it("the table is out: the queue carries the whole request", async () => {
      world.gateway.chaos = (service) => (service === "dynamodb" ? { kind: "status", status: 500 } : undefined);
      const asked = request();
      assert.equal((await container()(asked)).status, "QUEUED");
      const [message] = await waiting();
      assert.deepEqual(message?.["request"], { ...asked, language: "en" });
    });

    it("the table goes out after filing: the customer still has the answer", async () => {
      let calls = 0;
      world.gateway.chaos = (service) => {
        calls += service === "dynamodb" ? 1 : 0;
        return service === "dynamodb" && calls > 1 ? { kind: "status", status: 500 } : undefined;
      };
      assert.equal((await container()(request())).answer, SAID.bedrock);
    });
  });

  describe("fails when", () => {
    it("table and queue are both out, so that the caller knows to repeat", async () => {
      world.gateway.chaos = (service) => (service === "secretsmanager" ? undefined : { kind: "status", status: 500 });
      await assert.rejects(() => container()(request()), /could be kept nowhere/);
    });

    it("nobody answers and the queue is out: the ticket is filed, and a repetition settles it", async () => {
      helpers.bedrock.chaos = () => ({ kind: "status", status: 500 });
      helpers.openai.chaos = () => ({ kind: "status", status: 500 });
      world.gateway.chaos = (service) => (service === "sqs" ? { kind: "status", status: 500 } : undefined);
      const asked = request();
      await assert.rejects(() => container()(asked), /nobody could be called/);
      helpers.bedrock.chaos = undefined;
      world.gateway.chaos = undefined;
      assert.equal((await container()(asked)).answer, SAID.bedrock);
    });

    it("the ticket belongs to somebody else", async () => {
      const asked = request();
      await container()(asked);
      await assert.rejects(() => container()({ ...asked, customerId: "customer-2" }), /another customer/);
    });

    it("the message is too long, or a field is unknown", async () => {
      await assert.rejects(() => container()(request({ message: "x".repeat(6000) })), /\/message/);
      await assert.rejects(() => container()(request({ admin: true })), /admin/);
    });

    it("the order of providers names one twice, or a stranger", () => {
      assert.throws(() => createHandler({ ...environment, ANSWER_ORDER: "bedrock,bedrock" }), /each provider once/);
      assert.throws(() => createHandler({ ...environment, ANSWER_ORDER: "oracle" }), /not valid/);
    });
  });
});
