import assert from "node:assert/strict";
import { createHandler } from "../../functions/ai-support/handler";
import type { SupportAnswer } from "../../functions/ai-support/input";
import { type Helpers, SAID, startHelpers, UNDERSTANDING } from "./emulators/helpers";
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
    helpers = await startHelpers({
      azure: SECRETS.azureKey,
      multiService: SECRETS.multiServiceKey,
      openai: SECRETS.openaiKey,
    });
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
      AZURE_MULTI_SERVICE_ENDPOINT: helpers.multiService.url,
      AZURE_UNDERSTANDING_PROJECT: UNDERSTANDING.project,
      AZURE_UNDERSTANDING_DEPLOYMENT: UNDERSTANDING.deployment,
      ANSWER_TIMEOUT_MS: "1000",
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
        intent: "WhereIsMyOrder",
        priority: "high",
      },
    );
    const filed = await ticket(answer);
    assert.equal(filed?.["status"], "ANSWERED");
    assert.deepEqual([filed?.["keyPhrases"], filed?.["intent"]], [["parcel"], "WhereIsMyOrder"]);
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
    const sent = [
      ...helpers.azure.requests,
      ...helpers.multiService.requests,
      ...helpers.bedrock.requests,
      ...helpers.openai.requests,
    ];
    assert(sent.length >= 5);
    const text = sent.map(({ body }) => body).join("");
    assert(text.includes("[e-mail]") && text.includes("[number]"));
    assert(!text.includes(PERSONAL.email) && !text.includes(PERSONAL.card));
  });

  const kinds = (server: Helpers["azure"]) =>
    server.requests.filter(({ path }) => path.startsWith("/language")).map(({ body }) => String(JSON.parse(body).kind));

  it("asks the language account for mood and intent, the multi-service account for key phrases", async () => {
    await container()(request());
    assert.deepEqual(kinds(helpers.azure).sort(), ["Conversation", "SentimentAnalysis"]);
    assert.deepEqual(kinds(helpers.multiService), ["KeyPhraseExtraction"]);
  });

  it("asks the language account alone where there is no second account and no project", async () => {
    const alone = { AZURE_MULTI_SERVICE_ENDPOINT: "", AZURE_UNDERSTANDING_PROJECT: "" };
    const answer = await container(alone)(request());
    assert.deepEqual([answer.sentiment, answer.intent], ["negative", undefined]);
    assert.deepEqual(kinds(helpers.azure).sort(), ["KeyPhraseExtraction", "SentimentAnalysis"]);
  });

  it("reports no intent that is uncertain, or that fits nothing", async () => {
    const intentOf = async (message: string) => (await container()(request({ message }))).intent;
    assert.equal(await intentOf("perhaps it never came"), undefined);
    assert.equal(await intentOf("hello"), undefined);
  });

  it("passes a long message on whole, and to Azure as much as it takes", async () => {
    const message = `${"The parcel never came. ".repeat(200)}The end.`;
    const answer = await container()(request({ message }));
    assert.deepEqual([answer.intent, answer.sentiment], ["WhereIsMyOrder", "negative"]);
    assert(helpers.bedrock.requests[0]?.body.includes("The end."));
  });

  it("reads Azure's keys from their secret where the estate is not keyless", async () => {
    const keys = { key: SECRETS.azureKey, multiServiceKey: SECRETS.multiServiceKey };
    const secretArn = await secret(world.unique("azure"), JSON.stringify(keys));
    const handler = container({ AZURE_IDENTITY: JSON.stringify({ source: "secret", secretArn }) });
    const { sentiment, intent, ticketId } = await handler(request());
    assert.deepEqual([sentiment, intent], ["negative", "WhereIsMyOrder"]);
    assert.deepEqual(
      (await items(environment["TICKETS_TABLE"] ?? "")).find((item) => item["ticketId"] === ticketId)?.["keyPhrases"],
      ["parcel"],
    );
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
    it("Azure is out: the ticket is answered without mood and intent", async () => {
      helpers.azure.chaos = () => ({ kind: "status", status: 503 });
      helpers.multiService.chaos = () => ({ kind: "cut", when: "before" });
      const answer = await container()(request());
      assert.equal(answer.status, "ANSWERED");
      assert.deepEqual([answer.sentiment, answer.intent], [undefined, undefined]);
    });

    it("the language account is out: the multi-service account tells the mood, and only the intent is missing", async () => {
      helpers.azure.chaos = ({ path }) => (path.startsWith("/language") ? { kind: "status", status: 503 } : undefined);
      const answer = await container()(request());
      assert.deepEqual([answer.sentiment, answer.intent], ["negative", undefined]);
    });

    it("the multi-service account is out: the language account finds the key phrases", async () => {
      helpers.multiService.chaos = () => ({ kind: "half" });
      const answer = await container()(request());
      assert.deepEqual((await ticket(answer))?.["keyPhrases"], ["parcel"]);
    });

    it("the project is not deployed, or its answer is not one: mood and key phrases stand", async () => {
      const answer = await container({ AZURE_UNDERSTANDING_DEPLOYMENT: "staging" })(request());
      assert.deepEqual([answer.sentiment, answer.intent], ["negative", undefined]);
      const talk = ({ path }: { readonly path: string }) => path.endsWith("conversations");
      helpers.azure.chaos = (asked) => (talk(asked) ? { kind: "status", status: 200, body: "{}" } : undefined);
      assert.deepEqual((await container()(request())).sentiment, "negative");
    });

    it("understanding refuses for load: it is asked again, within the time", async () => {
      let refused = 0;
      helpers.azure.chaos = ({ path }) =>
        path.endsWith("conversations") && refused++ === 0 ? { kind: "status", status: 429 } : undefined;
      assert.equal((await container()(request())).intent, "WhereIsMyOrder");
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
      assert.deepEqual(await waiting(), [
        { ticketId: answer.ticketId, reason: "no answer", priority: "high", intent: "WhereIsMyOrder" },
      ]);
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
