import type { UserPool } from "../../components/serverless";
import { WebSocketApi } from "../../components/serverless";
import type { Api } from "./api";
import { type FunctionParts, makeFunction } from "./functions";

/** The chat: who holds a token may connect, and gets answers out of the shop's own documents. */
export function makeChat(parts: FunctionParts, users: UserPool<"web" | "admin">, { rest }: Api) {
  const { base, settings, stores, opts } = parts;
  const chat = stores.tables.table("chat");
  const authorizer = makeFunction(
    parts,
    "chat-authorizer",
    {},
    { environment: { USER_POOL_ID: users.id, USER_POOL_CLIENT_ID: users.clientId("web") } },
  );
  const connect = makeFunction(parts, "chat-connect", { chat });
  const disconnect = makeFunction(parts, "chat-disconnect", { chat });
  const socket = new WebSocketApi(
    "shop-chat",
    {
      key: base.key,
      authorizer,
      connect,
      disconnect,
      throttle: settings.api.throttle,
      accountLogging: rest,
      logRetentionDays: settings.logs.retentionDays,
    },
    opts,
  );
  const message = makeFunction(parts, "chat-message", {
    chat,
    knowledge: stores.knowledge,
    model: stores.models.model("chat"),
    socket,
  });
  socket.onMessage("message", message);
  return { socket, functions: { authorizer, connect, disconnect, message } };
}

export type Chat = ReturnType<typeof makeChat>;
