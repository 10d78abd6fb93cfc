import { type FakeServer, fakeServer, type Received, type Reply } from "../../../web/demo/emulators/http";

/** The services that answer support requests: Azure's, OpenAI's, Bedrock's, and AWS's token for Azure. */
export interface Helpers {
  /** The language account, and Microsoft Entra's sign-in. */
  readonly azure: FakeServer;
  /** The multi-service account. */
  readonly multiService: FakeServer;
  readonly openai: FakeServer;
  readonly bedrock: FakeServer;
  readonly sts: FakeServer;
  close(): Promise<void>;
}

/** What each of them says when well. */
export const SAID = { bedrock: "Bedrock says sorry.", openai: "OpenAI says sorry." } as const;

/** The token that AWS signs and Microsoft Entra takes. */
const ASSERTION = "aws-signed-assertion";
const AZURE_TOKEN = "entra-token";

/** The project and deployment of conversational language understanding that there are. */
export const UNDERSTANDING = { project: "support", deployment: "production" } as const;

/** Keys that each service takes, where it takes keys. */
export interface HelperKeys {
  readonly azure: string;
  readonly multiService: string;
  readonly openai: string;
}

export async function startHelpers(keys: HelperKeys): Promise<Helpers> {
  const azure = await fakeServer((request) => azureAnswer(request, keys.azure));
  const multiService = await fakeServer((request) => azureAnswer(request, keys.multiService));
  const openai = await fakeServer((request) =>
    request.headers.authorization === `Bearer ${keys.openai}`
      ? { json: completion() }
      : { status: 401, json: { error: { message: `Incorrect API key provided: ${keys.openai}`, type: "invalid" } } },
  );
  const bedrock = await fakeServer(() => ({
    json: {
      output: { message: { role: "assistant", content: [{ text: SAID.bedrock }] } },
      stopReason: "end_turn",
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
      metrics: { latencyMs: 1 },
    },
  }));
  const sts = await fakeServer(({ body }) => webIdentity(body));
  const servers = [azure, multiService, openai, bedrock, sts];
  return {
    azure,
    multiService,
    openai,
    bedrock,
    sts,
    close: async () => void (await Promise.all(servers.map((s) => s.close()))),
  };
}

function completion(): object {
  const message = { role: "assistant", content: SAID.openai, refusal: null };
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "gpt",
    choices: [{ index: 0, message, finish_reason: "stop", logprobs: null }],
  };
}

function webIdentity(body: string): Reply {
  const form = new URLSearchParams(body);
  if (form.get("Action") !== "GetWebIdentityToken" || form.get("Audience.member.1") !== "api://AzureADTokenExchange") {
    return { status: 400, headers: { "content-type": "text/xml" }, text: "<ErrorResponse><Error/></ErrorResponse>" };
  }
  const until = new Date(Date.now() + 300_000).toISOString();
  const result = `<WebIdentityToken>${ASSERTION}</WebIdentityToken><Expiration>${until}</Expiration>`;
  return {
    headers: { "content-type": "text/xml" },
    text:
      `<GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetWebIdentityTokenResult>` +
      `${result}</GetWebIdentityTokenResult></GetWebIdentityTokenResponse>`,
  };
}

function azureAnswer(request: Received, key: string): Reply {
  if (request.path === "/tenant-1/oauth2/v2.0/token") {
    const form = new URLSearchParams(request.body);
    const right = form.get("client_assertion") === ASSERTION && form.get("client_id") === "client-1";
    return right
      ? { json: { access_token: AZURE_TOKEN, expires_in: 3600 } }
      : { status: 401, json: { error: "invalid" } };
  }
  const signed =
    request.headers.authorization === `Bearer ${AZURE_TOKEN}` || request.headers["ocp-apim-subscription-key"] === key;
  if (!signed) {
    return { status: 401, json: { error: { code: "Unauthorized", message: "no" } } };
  }
  if (request.path === "/language/:analyze-conversations") {
    return understanding(JSON.parse(request.body));
  }
  return { json: analysis(JSON.parse(request.body)) };
}

interface UnderstandingRequest {
  readonly kind: string;
  readonly analysisInput: { readonly conversationItem: { readonly text: string } };
  readonly parameters: { readonly projectName: string; readonly deploymentName: string };
}

/** As the service answers: every intent of the project with its score, the best one first. */
function understanding({ kind, analysisInput, parameters }: UnderstandingRequest): Reply {
  const { text } = analysisInput.conversationItem;
  if (parameters.projectName !== UNDERSTANDING.project || parameters.deploymentName !== UNDERSTANDING.deployment) {
    return { status: 404, json: { error: { code: "NotFound", message: "no such deployment" } } };
  }
  if (kind !== "Conversation" || text.length > 1000) {
    return { status: 400, json: { error: { code: "InvalidArgument", message: "no" } } };
  }
  const certainty = text.includes("perhaps") ? 0.4 : 0.9;
  const topIntent = text.includes("never came") ? "WhereIsMyOrder" : "None";
  const intents = [
    { category: topIntent, confidenceScore: certainty },
    { category: "ReturnGoods", confidenceScore: 1 - certainty },
  ];
  const prediction = { topIntent, projectKind: "Conversation", intents, entities: [] };
  return { json: { kind: "ConversationResult", result: { query: text, prediction } } };
}

interface AnalysisRequest {
  readonly kind: string;
  readonly analysisInput: { readonly documents: readonly { readonly id: string; readonly text: string }[] };
}

function analysis({ kind, analysisInput }: AnalysisRequest): object {
  const documents = analysisInput.documents.map(({ id, text }) => ({
    id,
    warnings: [],
    ...(kind === "SentimentAnalysis" ? mood(text) : { keyPhrases: ["parcel"] }),
  }));
  return { kind: `${kind}Results`, results: { documents, errors: [], modelVersion: "latest" } };
}

function mood(text: string): object {
  const sentiment = text.includes("never came") ? "negative" : "positive";
  return { sentiment, confidenceScores: { positive: 0, neutral: 0, negative: 1 }, sentences: [] };
}
