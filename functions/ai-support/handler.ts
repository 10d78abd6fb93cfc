import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { azureSigner } from "../shared/azure";
import { bedrockClient } from "../shared/bedrock";
import { type Environment, readEnvironment } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { parse } from "../shared/parse";
import { conflict, unavailable } from "../shared/problem";
import { sendAll } from "../shared/queue";
import { redact } from "../shared/redact";
import { secretReader } from "../shared/secrets";
import { type Analyse, azureAnalysis } from "./analyse";
import { type Answer, bedrockAnswer, openAiAnswer } from "./answer";
import {
  type Analysis,
  answerOrder,
  type ProviderName,
  type SupportAnswer,
  type SupportRequest,
  supportRequest,
} from "./input";
import { needs } from "./needs";
import { type FiledTicket, type Tickets, ticketTable } from "./tickets";

const observer = observe("ai-support");

/** Everybody who takes part in an answer. */
interface Helpers {
  readonly tickets: Tickets;
  readonly analyse: Analyse;
  readonly providers: readonly (readonly [ProviderName, Answer])[];
  /** Puts a message before people; false when the queue did not take it. */
  readonly callPeople: (ticketId: string, content: object) => Promise<boolean>;
}

/**
 * Answers a support request. The ticket is filed first; then Azure looks at its mood, and a model answers it, or the other
 * one where the first is out. Where nobody answers, the ticket waits for a person: it is never lost, and the caller is told.
 */
export function createHandler(environment: Environment): LambdaHandler<unknown, SupportAnswer> {
  const helpers = connect(environment);
  return async (event) => {
    const request = parse(supportRequest, event);
    const filed = await file(helpers, request);
    if (filed === "unfiled") {
      return queueUnfiled(helpers, request);
    }
    if (filed !== undefined && filed.status !== "OPEN") {
      return answerOf(filed);
    }
    const text = redact(`${request.subject}\n\n${request.message}`);
    const [analysis, reply] = await Promise.all([
      analysed(helpers, text, request.language),
      answered(helpers.providers, text),
    ]);
    return settle(helpers, request, analysis, reply);
  };
}

function connect(environment: Environment): Helpers {
  const settings = readEnvironment(needs, environment);
  const secrets = secretReader(observer.traced(new SecretsManagerClient({})));
  const queue = observer.traced(new SQSClient({}));
  const sign = azureSigner({
    identity: settings.AZURE_IDENTITY,
    authorityHost: settings.AZURE_AUTHORITY_HOST,
    sts: observer.traced(new STSClient({})),
    secrets,
  });
  const answers: Readonly<Record<ProviderName, Answer>> = {
    bedrock: bedrockAnswer(observer.traced(bedrockClient()), settings.BEDROCK_MODEL_ID),
    openai: openAiAnswer({
      endpoint: settings.OPENAI_ENDPOINT,
      model: settings.OPENAI_MODEL,
      secretArn: settings.OPENAI_SECRET_ARN,
      secrets,
    }),
  };
  return {
    tickets: ticketTable(DynamoDBDocumentClient.from(observer.traced(new DynamoDBClient({}))), settings.TICKETS_TABLE),
    analyse: azureAnalysis(settings.AZURE_LANGUAGE_ENDPOINT, sign),
    providers: parse(answerOrder, settings.ANSWER_ORDER).map((name) => [name, answers[name]]),
    callPeople: async (ticketId, content) => {
      const body = JSON.stringify({ ticketId, ...content });
      const failed = await sendAll(queue, settings.SUPPORT_QUEUE_URL, [{ id: ticketId, group: ticketId, body }]);
      return failed.size === 0;
    },
  };
}

/** The ticket that was there before, if any; `unfiled` when the table is out. */
async function file({ tickets }: Helpers, request: SupportRequest): Promise<FiledTicket | undefined | "unfiled"> {
  const filed = await tickets.file(request).catch((error: unknown) => {
    observer.error("The ticket could not be filed", error, { ticketId: request.ticketId });
    return "unfiled" as const;
  });
  if (filed !== undefined && filed !== "unfiled" && filed.customerId !== request.customerId) {
    throw conflict("This ticket belongs to another customer.");
  }
  return filed;
}

/** Without the table, the queue carries the whole request. */
async function queueUnfiled({ callPeople }: Helpers, request: SupportRequest): Promise<SupportAnswer> {
  observer.count("TicketsUnfiled");
  if (await callPeople(request.ticketId, { reason: "not filed", request })) {
    return { ticketId: request.ticketId, status: "QUEUED", priority: "normal" };
  }
  throw unavailable("The ticket could be kept nowhere; send it again.");
}

async function analysed({ analyse }: Helpers, text: string, language: string): Promise<Analysis | undefined> {
  try {
    return await analyse(text, language);
  } catch (error) {
    observer.error("No analysis", error);
    observer.count("AnalysisFailures");
    return undefined;
  }
}

interface Reply {
  readonly answer: string;
  readonly answeredBy: ProviderName;
}

async function answered(providers: Helpers["providers"], text: string): Promise<Reply | undefined> {
  for (const [name, answer] of providers) {
    try {
      return { answer: await answer(text), answeredBy: name };
    } catch (error) {
      observer.error("No answer from this provider", error, { provider: name });
      observer.count("ProviderFailures");
    }
  }
  return undefined;
}

async function settle(
  { tickets, callPeople }: Helpers,
  { ticketId }: SupportRequest,
  analysis: Analysis | undefined,
  reply: Reply | undefined,
): Promise<SupportAnswer> {
  const outcome: SupportAnswer = {
    ticketId,
    status: reply === undefined ? "QUEUED" : "ANSWERED",
    priority: analysis?.sentiment === "negative" ? "high" : "normal",
    ...(analysis === undefined ? {} : { sentiment: analysis.sentiment }),
    ...reply,
  };
  // The queue first: a ticket that says QUEUED is in the queue.
  if (reply === undefined && !(await callPeople(ticketId, { reason: "no answer", priority: outcome.priority }))) {
    throw unavailable("The ticket is filed, but nobody could be called; send it again.");
  }
  await tickets.settle(outcome, analysis).catch((error: unknown) => {
    // The ticket stays OPEN; sending it again settles it.
    observer.error("The outcome could not be written", error, { ticketId });
  });
  observer.count(outcome.status === "ANSWERED" ? "TicketsAnswered" : "TicketsQueued");
  return outcome;
}

function answerOf({ ticketId, status, answer, answeredBy, sentiment, priority }: FiledTicket): SupportAnswer {
  return {
    ticketId,
    status: status === "ANSWERED" ? "ANSWERED" : "QUEUED",
    priority,
    ...(answer === undefined ? {} : { answer }),
    ...(answeredBy === undefined ? {} : { answeredBy }),
    ...(sentiment === undefined ? {} : { sentiment }),
  };
}

export const handler = lambda(observer, () => createHandler(process.env));
