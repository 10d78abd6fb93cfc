import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyResultV2 } from "aws-lambda";
import { type ChatEvent, CONNECTION_TIME, connectionSession } from "../shared/chat";
import { tables } from "../shared/dynamo";
import { type Environment, readEnvironment } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { needs } from "./needs";

const observer = observe("chat-disconnect");

/** Forgets the connection; the conversation stays until its own time is over. API Gateway may never tell: then time does. */
export function createHandler(environment: Environment): LambdaHandler<ChatEvent, APIGatewayProxyResultV2> {
  const { CHAT_TABLE } = readEnvironment(needs, environment);
  const client = tables(observer);
  return async ({ requestContext }) => {
    const Key = { sessionId: connectionSession(requestContext.connectionId), timestamp: CONNECTION_TIME };
    await client.send(new DeleteCommand({ TableName: CHAT_TABLE, Key }));
    return { statusCode: 200 };
  };
}

export const handler = lambda(observer, () => createHandler(process.env));
