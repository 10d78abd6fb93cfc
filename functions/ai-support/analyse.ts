import { AzureKeyCredential, TextAnalysisClient, type TextAnalysisClientOptions } from "@azure/ai-language-text";
import * as z from "zod";
import type { AzureAccount, AzureSigner } from "../shared/azure";
import { type Guarded, guard } from "../shared/resilience";
import { type Analysis, MESSAGE_LIMIT } from "./input";

/** Longest single call, in milliseconds: the analysis is worth less than a quick answer. */
const TIMEOUT_MS = 3_000;
/** Version of the conversations API (Azure Language REST reference, read 2026-11). */
const CONVERSATIONS_VERSION = "2023-04-01";
/** Longest text whose intent is asked, in characters (conversational language understanding limits, read 2026-11). */
const UTTERANCE_LIMIT = 1_000;
/** An intent that is less certain than this is none. */
const CERTAIN = 0.5;
/** The intent that every project has, for what fits no other. */
const NO_INTENT = "None";

/** Finds out one thing about a text. */
export type AnalysisPart = (text: string, language: string) => Promise<Analysis>;

/** The parts of an analysis; each fails by itself. */
export type Analyse = Readonly<Record<"sentiment" | "keyPhrases" | "intent", AnalysisPart>>;

/** Azure's accounts, and the project that understands support requests. */
export interface AzureServices {
  /** Address of the Azure AI Language account: sentiment, and conversational language understanding. */
  readonly language: string;
  /** Address of the multi-service account: text analytics; empty where there is none. */
  readonly multiService: string;
  /** Empty where nobody has made a project. */
  readonly project: string;
  readonly deployment: string;
  readonly sign: AzureSigner;
}

/**
 * Sentiment by the language account, key phrases by the multi-service account, each standing in for the other, and the intent
 * by the project in the language account. Repetition and time limit are the guards', so the client's own retries are off.
 */
export function azureAnalysis(services: AzureServices): Analyse {
  const language = connect("language", services.language, services.sign);
  const multiService =
    services.multiService === "" ? undefined : connect("multiService", services.multiService, services.sign);
  const accounts = multiService === undefined ? [language] : [language, multiService];
  const ask = services.project === "" ? async () => ({}) : intentReader(language, services);
  return {
    sentiment: (text, speech) => firstOf(accounts, (account) => sentimentOf(account, documentOf(text), speech)),
    keyPhrases: (text, speech) =>
      firstOf([...accounts].reverse(), (account) => keyPhrasesOf(account, documentOf(text), speech)),
    intent: ask,
  };
}

/** Subject and message together may be longer than one document. */
function documentOf(text: string): string {
  return text.slice(0, MESSAGE_LIMIT);
}

/** One account, with a guard of its own: the outage of one leaves the other alone. */
interface Account {
  readonly endpoint: string;
  readonly client: TextAnalysisClient;
  readonly guarded: Guarded;
  readonly sign: () => ReturnType<AzureSigner>;
}

function connect(account: AzureAccount, endpoint: string, signer: AzureSigner): Account {
  const sign = () => signer(account);
  return {
    endpoint,
    client: new TextAnalysisClient(endpoint, new AzureKeyCredential("unused"), options(endpoint, sign)),
    guarded: guard({ timeoutMs: TIMEOUT_MS, attempts: 2, breakAfter: 4, restMs: 30_000 }),
    sign,
  };
}

/** The first account that answers. @throws the last one's error */
async function firstOf(accounts: readonly Account[], ask: (account: Account) => Promise<Analysis>): Promise<Analysis> {
  let failure: unknown;
  for (const account of accounts) {
    try {
      return await ask(account);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function sentimentOf({ client, guarded }: Account, text: string, language: string): Promise<Analysis> {
  const [found] = await guarded((abortSignal) =>
    client.analyze("SentimentAnalysis", [text], language, { abortSignal }),
  );
  if (found === undefined || found.error !== undefined) {
    throw new Error("Azure did not take the document.");
  }
  return { sentiment: found.sentiment };
}

async function keyPhrasesOf({ client, guarded }: Account, text: string, language: string): Promise<Analysis> {
  const [found] = await guarded((abortSignal) =>
    client.analyze("KeyPhraseExtraction", [text], language, { abortSignal }),
  );
  if (found === undefined || found.error !== undefined) {
    throw new Error("Azure did not take the document.");
  }
  return { keyPhrases: found.keyPhrases };
}

const prediction = z.object({
  result: z.object({
    prediction: z.object({
      topIntent: z.string(),
      intents: z.array(z.object({ category: z.string(), confidenceScore: z.number() })),
    }),
  }),
});

/** One request of our own: the client library for it has been a beta since 2022, and would not fit into the bundle. */
function intentReader(account: Account, { project, deployment }: AzureServices): AnalysisPart {
  const url = `${account.endpoint.replace(/\/$/, "")}/language/:analyze-conversations?api-version=${CONVERSATIONS_VERSION}`;
  return (text, language) =>
    account.guarded(async (signal) => {
      const { name, value } = await account.sign();
      const response = await fetch(url, {
        method: "POST",
        signal,
        headers: { "content-type": "application/json", [name]: value },
        body: JSON.stringify({
          kind: "Conversation",
          analysisInput: {
            conversationItem: { id: "1", participantId: "customer", text: text.slice(0, UTTERANCE_LIMIT), language },
          },
          parameters: { projectName: project, deploymentName: deployment, stringIndexType: "Utf16CodeUnit" },
        }),
      });
      if (!response.ok) {
        throw Object.assign(new Error("Azure did not understand the request."), { status: response.status });
      }
      return intentOf(prediction.parse(await response.json()));
    });
}

function intentOf({ result }: z.output<typeof prediction>): Analysis {
  const { topIntent, intents } = result.prediction;
  const certainty = intents.find(({ category }) => category === topIntent)?.confidenceScore ?? 0;
  return topIntent === NO_INTENT || certainty < CERTAIN ? {} : { intent: topIntent };
}

function options(endpoint: string, sign: Account["sign"]): TextAnalysisClientOptions {
  return {
    retryOptions: { maxRetries: 0 },
    // Only for a server on this machine, as tests have it.
    allowInsecureConnection: endpoint.startsWith("http://127.0.0.1:"),
    additionalPolicies: [
      {
        // After the client's own credential policy, whose header it replaces.
        position: "perRetry",
        policy: {
          name: "signRequest",
          sendRequest: async (request, next) => {
            const header = await sign();
            request.headers.delete("ocp-apim-subscription-key");
            request.headers.set(header.name, header.value);
            return next(request);
          },
        },
      },
    ],
  };
}
