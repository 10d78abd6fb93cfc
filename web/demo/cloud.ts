import type { MemoryTables } from "./dynamodb";
import type { FakeServer, Received, Reply } from "./emulators/http";
import { fakeServer } from "./emulators/http";
import { Refusal } from "./items";

/** A message that a topic was told. */
export interface Published {
  readonly topic: string;
  readonly subject: string;
  readonly message: string;
}

/** An e-mail, as SES took it. */
export interface Mailed {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** What stands behind the services that the functions call. */
export interface CloudParts {
  readonly tables: MemoryTables;
  /** Secret values by ARN. */
  readonly secrets: ReadonlyMap<string, string>;
  published(message: Published): void;
  mailed(mail: Mailed): void;
  /** The e-mail address of a user of the pool. */
  addressOf(userId: string): string | undefined;
  /** Takes an answer to an open WebSocket connection; false where it is gone. */
  post(connectionId: string, data: string): boolean;
  /** Passages of the knowledge base for a question. */
  passages(question: string): readonly { readonly text: string; readonly source: string }[];
}

type Service = (operation: string, received: Received, parts: CloudParts) => Reply;

/** AWS on this machine, as far as the shop's functions call it; a service that they do not call is not there. */
export function startCloud(parts: CloudParts): Promise<FakeServer> {
  return fakeServer((received) => {
    // The parts of the demo keep their own record; this one would only grow.
    const { service, operation } = identify(received);
    const answer = SERVICES[service];
    if (answer === undefined) {
      return { status: 400, json: { __type: "UnknownOperationException", message: `The demo has no ${service}.` } };
    }
    try {
      return answer(operation, received, parts);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      return { status: 400, json: { __type: error.type, message: error.message, ...error.more } };
    }
  });
}

const SERVICES: Readonly<Record<string, Service>> = {
  dynamodb: (operation, { body }, { tables }) => ({ json: tables.answer(operation, body) }),
  secretsmanager: (_, { body }, { secrets }) => {
    const { SecretId } = JSON.parse(body);
    const SecretString = secrets.get(SecretId);
    if (SecretString === undefined) {
      throw new Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }
    return { json: { ARN: SecretId, SecretString } };
  },
  sns: (_, { body }, { published }) => {
    const form = new URLSearchParams(body);
    const topic = form.get("TopicArn") ?? "";
    published({ topic, subject: form.get("Subject") ?? "", message: form.get("Message") ?? "" });
    return {
      headers: { "content-type": "text/xml" },
      text: `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`,
    };
  },
  ses: (_, { body }, { mailed }) => {
    const { Destination, Content } = JSON.parse(body);
    const { Subject, Body } = Content.Simple;
    mailed({ to: Destination.ToAddresses.join(), subject: Subject.Data, text: Body.Text.Data });
    return { json: { MessageId: "1" } };
  },
  "cognito-idp": (_, { body }, { addressOf }) => {
    const { Username } = JSON.parse(body);
    const email = addressOf(Username);
    if (email === undefined) {
      throw new Refusal("UserNotFoundException", "User does not exist.");
    }
    const attributes = { sub: Username, email, email_verified: "true" };
    return {
      json: { Username, UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })) },
    };
  },
  "execute-api": (_, { path, body }, { post }) =>
    post(decodeURIComponent(path.split("/").at(-1) ?? ""), body)
      ? { json: {} }
      : { status: 410, headers: { "x-amzn-errortype": "GoneException" }, json: {} },
  bedrock: (_, { path, body }, parts) => (path.endsWith("/converse") ? converse(body) : retrieve(body, parts)),
};

/** The service by the request's signature, the operation by its protocol. */
function identify({ headers }: Received): { readonly service: string; readonly operation: string } {
  const credential = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "");
  return {
    service: credential?.[1] ?? "unknown",
    operation: String(headers["x-amz-target"] ?? "").split(".")[1] ?? "",
  };
}

function retrieve(body: string, { passages }: CloudParts): Reply {
  const { retrievalQuery } = JSON.parse(body);
  return {
    json: {
      retrievalResults: passages(String(retrievalQuery.text)).map(({ text, source }) => ({
        content: { text },
        location: { type: "S3", s3Location: { uri: source } },
      })),
    },
  };
}

/** No model: the passages that a model would have read, word for word, and that said so. */
function converse(body: string): Reply {
  const { system } = JSON.parse(body);
  const read = [...String(system[1]?.text).matchAll(/<passage>(.*?)<\/passage>/gs)].map(([, text]) => text);
  const text =
    read.length === 0
      ? "The shop's documents say nothing about that. (The demo has no language model.)"
      : `${read.join("\n")}\n(The demo has no language model: this is what it would have read.)`;
  return {
    json: {
      output: { message: { role: "assistant", content: [{ text }] } },
      stopReason: "end_turn",
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
      metrics: { latencyMs: 1 },
    },
  };
}
