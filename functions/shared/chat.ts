import type { APIGatewayProxyWebsocketEventV2 } from "aws-lambda";
import * as z from "zod";
import { Problem } from "./problem";

/** A connection stands in the chat table under this session and this time. */
export const CONNECTION_TIME = 0;

/** The session under which a connection is kept. */
export function connectionSession(connectionId: string): string {
  return `connection#${connectionId}`;
}

/** The session of a conversation: it begins with its owner, so nobody can name somebody else's. */
export function conversation(userId: string, sessionId: string): string {
  return `${userId}#${sessionId}`;
}

/** A WebSocket event with what the authorizer found out. */
export type ChatEvent = APIGatewayProxyWebsocketEventV2 & {
  readonly requestContext: { readonly authorizer?: unknown };
};

const authorized = z.object({ userId: z.string().min(1) });

/** @throws {Problem} 401 where the authorizer said nothing */
export function chatUser({ requestContext }: ChatEvent): string {
  const found = authorized.safeParse(requestContext.authorizer);
  if (!found.success) {
    throw new Problem("unauthorized", "Sign in first", 401);
  }
  return found.data.userId;
}
