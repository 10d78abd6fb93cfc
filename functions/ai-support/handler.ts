import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { azureSigner } from "../shared/azure";
import { bedrockClient } from "../shared/bedrock";
import { type Environment, readEnvironment, wholeNumber } from "../shared/environment";
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
 * Answers a support request. The ticket is filed first; then Azure finds out its mood, its subjects and what the customer
 * wants, and a model answers it, or the other one where the first is out. Where nobody answers, the ticket waits for a person: it is never lost, and the caller is told.
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
      analysed(helpers.analyse, text, request.language),
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
  const timeoutMs = wholeNumber("ANSWER_TIMEOUT_MS", settings.ANSWER_TIMEOUT_MS, { min: 500, max: 20_000 });
  const answers: Readonly<Record<ProviderName, Answer>> = {
    bedrock: bedrockAnswer(observer.traced(bedrockClient()), settings.BEDROCK_MODEL_ID, timeoutMs),
    openai: openAiAnswer({
      endpoint: settings.OPENAI_ENDPOINT,
      model: settings.OPENAI_MODEL,
      secretArn: settings.OPENAI_SECRET_ARN,
      secrets,
      timeoutMs,
    }),
  };
  return {
    tickets: ticketTable(DynamoDBDocumentClient.from(observer.traced(new DynamoDBClient({}))), settings.TICKETS_TABLE),
    analyse: azureAnalysis({
      language: settings.AZURE_LANGUAGE_ENDPOINT,
      multiService: settings.AZURE_MULTI_SERVICE_ENDPOINT,
      project: settings.AZURE_UNDERSTANDING_PROJECT,
      deployment: settings.AZURE_UNDERSTANDING_DEPLOYMENT,
      sign,
    }),
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

/** Everything that Azure found; a part that fails is missing, and the others stand. */
async function analysed(analyse: Analyse, text: string, language: string): Promise<Analysis> {
  const parts = await Promise.all(
    Object.entries(analyse).map(([part, ask]) =>
      ask(text, language).catch((error: unknown): Analysis => {
        observer.error("A part of the analysis is missing", error, { part });
        observer.count("AnalysisFailures");
        return {};
      }),
    ),
  );
  return Object.assign({}, ...parts);
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
  analysis: Analysis,
  reply: Reply | undefined,
): Promise<SupportAnswer> {
  const outcome: SupportAnswer = {
    ticketId,
    status: reply === undefined ? "QUEUED" : "ANSWERED",
    priority: analysis.sentiment === "negative" ? "high" : "normal",
    ...known(analysis),
    ...reply,
  };
  // The queue first: a ticket that says QUEUED is in the queue.
  if (reply === undefined && !(await callPeople(ticketId, { reason: "no answer", ...urgency(outcome) }))) {
    throw unavailable("The ticket is filed, but nobody could be called; send it again.");
  }
  await tickets.settle(outcome, analysis).catch((error: unknown) => {
    // The ticket stays OPEN; sending it again settles it.
    observer.error("The outcome could not be written", error, { ticketId });
  });
  observer.count(outcome.status === "ANSWERED" ? "TicketsAnswered" : "TicketsQueued");
  return outcome;
}

/** What people are told of a ticket before they open it. */
function urgency({ priority, intent }: SupportAnswer): Pick<SupportAnswer, "priority" | "intent"> {
  return { priority, ...(intent === undefined ? {} : { intent }) };
}

/** What the caller learns of an analysis. */
function known({
  sentiment,
  intent,
}: {
  readonly sentiment?: string | undefined;
  readonly intent?: string | undefined;
}) {
  return { ...(sentiment === undefined ? {} : { sentiment }), ...(intent === undefined ? {} : { intent }) };
}

function answerOf({ ticketId, status, answer, answeredBy, sentiment, intent, priority }: FiledTicket): SupportAnswer {
  return {
    ticketId,
    status: status === "ANSWERED" ? "ANSWERED" : "QUEUED",
    priority,
    ...(answer === undefined ? {} : { answer }),
    ...(answeredBy === undefined ? {} : { answeredBy }),
    ...known({ sentiment, intent }),
  };
}

export const handler = lambda(observer, () => createHandler(process.env));
