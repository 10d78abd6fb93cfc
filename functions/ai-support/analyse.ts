import { AzureKeyCredential, TextAnalysisClient, type TextAnalysisClientOptions } from "@azure/ai-language-text";
import type { AzureHeader } from "../shared/azure";
import { guard } from "../shared/resilience";
import type { Analysis } from "./input";

/** Longest single call, in milliseconds: the analysis is worth less than a quick answer. */
const TIMEOUT_MS = 3_000;

/** Finds sentiment and key phrases of a text. */
export type Analyse = (text: string, language: string) => Promise<Analysis>;

/**
 * Azure AI Language. Repetition and time limit are the guard's, so the client's own retries are off.
 *
 * @param sign gives the header that signs a request
 */
export function azureAnalysis(endpoint: string, sign: () => Promise<AzureHeader>): Analyse {
  const guarded = guard({ timeoutMs: TIMEOUT_MS, attempts: 2, breakAfter: 4, restMs: 30_000 });
  const client = new TextAnalysisClient(endpoint, new AzureKeyCredential("unused"), options(endpoint, sign));
  return async (text, language) => {
    const [sentiment, phrases] = await Promise.all([
      guarded((abortSignal) => client.analyze("SentimentAnalysis", [text], language, { abortSignal })),
      guarded((abortSignal) => client.analyze("KeyPhraseExtraction", [text], language, { abortSignal })),
    ]);
    const [mood] = sentiment;
    const [found] = phrases;
    if (mood === undefined || mood.error !== undefined || found === undefined || found.error !== undefined) {
      throw new Error("Azure AI Language did not take the document.");
    }
    return { sentiment: mood.sentiment, keyPhrases: found.keyPhrases };
  };
}

function options(endpoint: string, sign: () => Promise<AzureHeader>): TextAnalysisClientOptions {
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
