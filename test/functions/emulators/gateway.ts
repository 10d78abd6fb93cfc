import { Agent, request as httpRequest } from "node:http";
import { type FakeServer, type Fault, fakeServer, type Received, type Reply } from "../../../web/demo/emulators/http";

/** Stands in front of moto: faults on demand, one request at a time per service, and a Lambda that runs our handlers. */
export interface Gateway {
  readonly url: string;
  readonly port: number;
  /** Decides for each AWS request: the service's name as its SDK writes it, and the operation where it is known. */
  chaos: ((service: string, operation: string) => Fault | undefined) | undefined;
  /** Functions that a state machine may invoke, by name. */
  readonly functions: Map<string, (payload: unknown) => Promise<unknown>>;
  /** Where moto listens; set once it runs. */
  target: string;
  close(): Promise<void>;
}

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Starts the gateway on this port. */
export async function startGateway(port: number): Promise<Gateway> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const functions: Gateway["functions"] = new Map();
  const queues = new Map<string, Promise<unknown>>();
  const state: { chaos: Gateway["chaos"]; target: string } = { chaos: undefined, target: "" };

  const server: FakeServer = await fakeServer(async (received) => {
    const invoked = INVOKE.exec(received.path);
    if (invoked !== null) {
      return invoke(functions, decodeURIComponent(invoked[1] ?? ""), received);
    }
    // DynamoDB's writes are serialisable; moto's threads are not, so requests of one service follow each other.
    const { service } = identify(received);
    const before = queues.get(service) ?? Promise.resolve();
    const forwarded = before.then(() => forward(agent, state.target, received));
    queues.set(
      service,
      forwarded.catch(() => undefined),
    );
    return forwarded;
  }, port);
  server.chaos = (received) => {
    server.requests.length = 0;
    const { service, operation } = identify(received);
    return state.chaos?.(service, operation);
  };

  return {
    url: server.url,
    port,
    functions,
    get chaos() {
      return state.chaos;
    },
    set chaos(value) {
      state.chaos = value;
    },
    get target() {
      return state.target;
    },
    set target(value) {
      state.target = value;
    },
    close: () => server.close(),
  };
}

function identify(received: Received): { service: string; operation: string } {
  const credential = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(received.headers.authorization ?? "");
  const target = String(received.headers["x-amz-target"] ?? "").split(".");
  const form = String(received.headers["content-type"]).startsWith("application/x-www-form-urlencoded");
  const action = form ? new URLSearchParams(received.body).get("Action") : undefined;
  return { service: credential?.[1] ?? "unknown", operation: target[1] ?? action ?? received.method };
}

async function invoke(functions: Gateway["functions"], reference: string, received: Received): Promise<Reply> {
  const name = reference.split(":function:").at(-1)?.split(":")[0] ?? reference;
  const run = functions.get(name);
  if (run === undefined) {
    return { status: 404, json: { Message: `Function not found: ${name}` } };
  }
  try {
    return { json: (await run(JSON.parse(received.body))) ?? null };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    return {
      headers: { "x-amz-function-error": "Unhandled" },
      json: { errorType: failure.name, errorMessage: failure.message, trace: [] },
    };
  }
}

function forward(agent: Agent, target: string, received: Received): Promise<Reply> {
  const query = received.query.toString();
  return new Promise((resolve, reject) => {
    const { "transfer-encoding": _, ...headers } = received.headers;
    const outgoing = httpRequest(
      `${target}${received.path}${query === "" ? "" : `?${query}`}`,
      { agent, method: received.method, headers: { ...headers, "content-length": String(received.raw.length) } },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => {
          resolve({
            status: incoming.statusCode ?? 500,
            headers: plainHeaders(incoming.headers),
            raw: Buffer.concat(chunks),
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(received.raw);
  });
}

function plainHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ["transfer-encoding", "connection"].includes(name) ? [] : [[name, String(value)]],
    ),
  );
}
