import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyResultV2 } from "aws-lambda";
import { type ChatEvent, CONNECTION_TIME, chatUser, connectionSession } from "../shared/chat";
import { tables } from "../shared/dynamo";
import { type Environment, readEnvironment } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { needs } from "./needs";

const observer = observe("chat-connect");

/** Longest life of a connection, in seconds (API Gateway quotas for WebSocket APIs, read 2026-11: two hours). */
const CONNECTION_SECONDS = 7_200;

/** Notes whose connection it is. The answer names the subprotocol back, without which browsers hang up. */
export function createHandler(environment: Environment): LambdaHandler<ChatEvent, APIGatewayProxyResultV2> {
  const { CHAT_TABLE } = readEnvironment(needs, environment);
  const client = tables(observer);
  return async (event) => {
    const { connectionId } = event.requestContext;
    const item = {
      sessionId: connectionSession(connectionId),
      timestamp: CONNECTION_TIME,
      userId: chatUser(event),
      expiresAt: Math.floor(Date.now() / 1000) + CONNECTION_SECONDS,
    };
    await client.send(new PutCommand({ TableName: CHAT_TABLE, Item: item }));
    observer.count("ConnectionsOpened");
    return { statusCode: 200, ...subprotocol(event) };
  };
}

function subprotocol(event: ChatEvent): { readonly headers?: Record<string, string> } {
  const headers: unknown = Reflect.get(event, "headers");
  const names = typeof headers === "object" && headers !== null ? Object.keys(headers) : [];
  const offered = names.some((name) => name.toLowerCase() === "sec-websocket-protocol");
  return offered ? { headers: { "Sec-WebSocket-Protocol": "bearer" } } : {};
}

export const handler = lambda(observer, () => createHandler(process.env));
