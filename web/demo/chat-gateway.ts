import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { type WebSocket, WebSocketServer } from "ws";
import type { ChatEvent } from "../../functions/shared/chat";
import { LOCAL_CALLER } from "./caller";

/** The functions behind the chat. */
export interface ChatBackend {
  authorize(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult>;
  connect(event: ChatEvent): Promise<unknown>;
  message(event: ChatEvent): Promise<unknown>;
  disconnect(event: ChatEvent): Promise<unknown>;
}

/** The open connections. */
export interface ChatGateway {
  /** Sends to a connection; false where it is gone. */
  post(connectionId: string, data: string): boolean;
  close(): void;
}

/** API Gateway's WebSocket API on this machine: the authorizer decides, then each route goes to its function. */
export function chatGateway(server: Server, path: string, backend: ChatBackend): ChatGateway {
  const open = new Map<string, WebSocket>();
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", async (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://local");
    if (pathname !== path) {
      socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
      return;
    }
    const connectionId = randomUUID();
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const decided = await decide(backend, headers, Object.fromEntries(searchParams));
    if (typeof decided === "string") {
      socket.end(`HTTP/1.1 ${decided}\r\n\r\n`);
      return;
    }
    const event = (routeKey: string, body?: string): ChatEvent =>
      chatEvent(connectionId, routeKey, decided.context, body);
    await backend.connect(Object.assign(event("$connect"), { headers }));
    sockets.handleUpgrade(request, socket, head, (connection) => {
      open.set(connectionId, connection);
      connection.on("message", (data) => void backend.message(event("message", String(data))).catch(console.error));
      connection.on("close", () => {
        open.delete(connectionId);
        void backend.disconnect(event("$disconnect")).catch(console.error);
      });
    });
  });
  return {
    post: (connectionId, data) => {
      open.get(connectionId)?.send(data);
      return open.has(connectionId);
    },
    close: () => {
      for (const connection of open.values()) {
        connection.terminate();
      }
      sockets.close();
    },
  };
}

/** The header in which API Gateway looks for a token: without it the authorizer is not even asked. */
const IDENTITY_SOURCE = "sec-websocket-protocol";

/** What the authorizer passes on, or the status line of the refusal. */
async function decide(
  backend: ChatBackend,
  headers: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
): Promise<Pick<APIGatewayAuthorizerResult, "context"> | string> {
  if ((headers[IDENTITY_SOURCE] ?? "") === "") {
    return "401 Unauthorized";
  }
  try {
    const { policyDocument, context } = await backend.authorize(authorization(headers, query));
    return policyDocument.Statement.every(({ Effect }) => Effect === "Allow") ? { context } : "403 Forbidden";
  } catch (error) {
    console.error(error);
    return "500 Internal Server Error";
  }
}

function authorization(
  headers: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
): APIGatewayRequestAuthorizerEvent {
  return {
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:us-east-1:123456789012:chat/ws/$connect",
    resource: "",
    path: "",
    httpMethod: "GET",
    headers,
    multiValueHeaders: {},
    pathParameters: null,
    queryStringParameters: query,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    requestContext: EMPTY_CONTEXT,
  };
}

const EMPTY_CONTEXT: APIGatewayRequestAuthorizerEvent["requestContext"] = {
  accountId: "123456789012",
  apiId: "chat",
  authorizer: undefined,
  protocol: "HTTP/1.1",
  httpMethod: "GET",
  identity: LOCAL_CALLER,
  path: "/ws",
  stage: "ws",
  requestId: "demo",
  requestTimeEpoch: 0,
  resourceId: "chat",
  resourcePath: "/",
};

function chatEvent(connectionId: string, routeKey: string, authorizer: unknown, body?: string): ChatEvent {
  return {
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body }),
    requestContext: {
      routeKey,
      messageId: randomUUID(),
      eventType: routeKey === "$connect" ? "CONNECT" : routeKey === "$disconnect" ? "DISCONNECT" : "MESSAGE",
      extendedRequestId: "demo",
      requestTime: "",
      messageDirection: "IN",
      stage: "ws",
      connectedAt: Date.now(),
      requestTimeEpoch: Date.now(),
      requestId: randomUUID(),
      domainName: "127.0.0.1",
      connectionId,
      apiId: "chat",
      authorizer,
    },
  };
}
