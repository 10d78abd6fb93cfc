import * as z from "zod";
import { chatMessage } from "../chat-message/input";
import { problemSchema } from "./parts";

const answer = z.object({
  type: z.literal("answer"),
  sessionId: z.string(),
  text: z.string(),
  sources: z.array(z.string()).describe("URIs of the passages that the answer stands on"),
});

/** E-Com67's chat as an AsyncAPI 3.0 document; the message is the one that the function validates. */
export function chatContract() {
  return {
    asyncapi: "3.0.0",
    info: {
      title: "E-Com67 chat",
      version: "1.0.0",
      description:
        "Questions and answers over a WebSocket. A Cognito access token opens it: as subprotocol (`bearer, <token>`) or as the query parameter `token`.",
    },
    defaultContentType: "application/json",
    servers: { production: { host: "{domain}", pathname: "/ws", protocol: "wss", variables: { domain: {} } } },
    channels: {
      chat: {
        address: "/",
        messages: {
          question: { $ref: "#/components/messages/question" },
          answer: { $ref: "#/components/messages/answer" },
          problem: { $ref: "#/components/messages/problem" },
        },
      },
    },
    operations: {
      takeQuestion: operation("receive", ["question"]),
      sendReply: operation("send", ["answer", "problem"]),
    },
    components: {
      messages: {
        question: { title: "A customer's message", payload: json(chatMessage) },
        answer: { title: "The answer", payload: json(answer) },
        problem: {
          title: "Why there is no answer",
          payload: {
            type: "object",
            required: ["type", "problem"],
            properties: { type: { const: "problem" }, problem: problemSchema() },
          },
        },
      },
    },
  };
}

function operation(action: "receive" | "send", messages: readonly string[]) {
  return {
    action,
    channel: { $ref: "#/channels/chat" },
    messages: messages.map((message) => ({ $ref: `#/channels/chat/messages/${message}` })),
  };
}

function json(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}
