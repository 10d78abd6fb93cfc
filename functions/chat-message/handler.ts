import {
  ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { BedrockAgentRuntimeClient } from "@aws-sdk/client-bedrock-agent-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { APIGatewayProxyResultV2 } from "aws-lambda";
import { bedrockClient } from "../shared/bedrock";
import { type ChatEvent, chatUser, conversation } from "../shared/chat";
import { tables } from "../shared/dynamo";
import { type Environment, readEnvironment, wholeNumber } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { parse, parseJson } from "../shared/parse";
import { forbidden, unavailable } from "../shared/problem";
import { problemOf } from "../shared/rest";
import { type Answer, answerer, type Passage, type Retrieve, retriever } from "./answer";
import { ChatTable } from "./history";
import { type ChatReply, chatMessage } from "./input";
import { needs } from "./needs";

const observer = observe("chat-message");

const SECONDS_PER_DAY = 86_400;

interface Parts {
  readonly table: ChatTable;
  readonly retrieve: Retrieve;
  readonly answer: Answer;
  readonly socket: ApiGatewayManagementApiClient;
}

/**
 * Answers a chat message: the question joins the conversation, the knowledge base gives passages, the model answers from them,
 * and the answer goes over the socket and into the conversation. A customer who is gone finds the answer there later.
 */
export function createHandler(environment: Environment): LambdaHandler<ChatEvent, APIGatewayProxyResultV2> {
  const settings = readEnvironment(needs, environment);
  const days = wholeNumber("HISTORY_DAYS", settings.HISTORY_DAYS, { min: 1, max: 365 });
  const parts: Parts = {
    table: new ChatTable(tables(observer), settings.CHAT_TABLE, days * SECONDS_PER_DAY),
    retrieve: retriever(
      observer.traced(new BedrockAgentRuntimeClient({ requestHandler: new NodeHttpHandler() })),
      settings.KNOWLEDGE_BASE_ID,
    ),
    answer: answerer(observer.traced(bedrockClient()), settings.BEDROCK_MODEL_ID),
    socket: observer.traced(new ApiGatewayManagementApiClient({ endpoint: settings.WEBSOCKET_ENDPOINT })),
  };
  return async (event) => {
    const { connectionId } = event.requestContext;
    await post(parts, connectionId, await reply(parts, event));
    return { statusCode: 200 };
  };
}

async function reply(parts: Parts, event: ChatEvent): Promise<ChatReply> {
  try {
    return await converse(parts, event);
  } catch (error) {
    return { type: "problem", problem: problemOf(observer, error) };
  }
}

async function converse(parts: Parts, event: ChatEvent): Promise<ChatReply> {
  const userId = chatUser(event);
  const { sessionId, text } = parse(chatMessage, parseJson(event.body));
  if ((await parts.table.owner(event.requestContext.connectionId)) !== userId) {
    throw forbidden("This connection is not known.");
  }
  const session = conversation(userId, sessionId);
  await parts.table.add(session, { role: "user", text });
  const [lines, passages] = await Promise.all([parts.table.recent(session), found(parts.retrieve, text)]);
  const answered = await parts.answer(lines, passages).catch((error: unknown) => {
    observer.error("The model does not answer", error);
    observer.count("AnswerFailures");
    throw unavailable("Nobody can answer at the moment. Your question is kept.");
  });
  await parts.table.add(session, { role: "assistant", text: answered });
  observer.count("MessagesAnswered");
  return { type: "answer", sessionId, text: answered, sources: [...new Set(passages.map(({ source }) => source))] };
}

/** Without the knowledge base the model still answers, and is told that there are no passages. */
async function found(retrieve: Retrieve, text: string): Promise<readonly Passage[]> {
  try {
    return await retrieve(text);
  } catch (error) {
    observer.error("The knowledge base does not answer", error);
    observer.count("RetrievalFailures");
    return [];
  }
}

async function post({ socket, table }: Parts, connectionId: string, message: ChatReply): Promise<void> {
  try {
    await socket.send(
      new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from(JSON.stringify(message)) }),
    );
  } catch (error) {
    if (!(error instanceof GoneException)) {
      throw error;
    }
    observer.count("ConnectionsGone");
    await table.forgetConnection(connectionId);
  }
}

export const handler = lambda(observer, () => createHandler(process.env));
