import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** A request as the fake servers see it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly raw: Buffer;
}

/** An answer: JSON, or text as it stands. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
  readonly raw?: Buffer;
}

/** What goes wrong with a request. */
export type Fault =
  | { readonly kind: "status"; readonly status: number; readonly body?: string }
  /** The connection breaks, before or after the work is done. */
  | { readonly kind: "cut"; readonly when: "before" | "after" }
  /** Half of the answer arrives, and then the connection breaks. */
  | { readonly kind: "half" }
  /** No answer within this time, in milliseconds. */
  | { readonly kind: "silence"; readonly ms: number };

/** A local server that speaks one protocol, with faults on demand. */
export interface FakeServer {
  readonly url: string;
  readonly requests: Received[];
  /** The next requests meet these faults, in order; then the server is well again. */
  readonly faults: (Fault | undefined)[];
  /** Decides for each request that no listed fault waits for. */
  chaos: ((request: Received) => Fault | undefined) | undefined;
  close(): Promise<void>;
}

/** Starts a server on a free local port. */
export async function fakeServer(
  answer: (request: Received) => Reply | Promise<Reply>,
  fixedPort = 0,
): Promise<FakeServer> {
  const requests: Received[] = [];
  const faults: (Fault | undefined)[] = [];
  const state: { chaos: FakeServer["chaos"] } = { chaos: undefined };
  const server = createServer((request, response) => {
    receive(request)
      .then((received) => {
        requests.push(received);
        const fault = faults.length > 0 ? faults.shift() : state.chaos?.(received);
        return serve(received, response, answer, fault);
      })
      .catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(fixedPort, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    faults,
    get chaos() {
      return state.chaos;
    },
    set chaos(value) {
      state.chaos = value;
    },
    close: () => close(server),
  };
}

/** Reads a request to its end. */
export async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
  }
  const url = new URL(request.url ?? "/", "http://local");
  const raw = Buffer.concat(chunks);
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: raw.toString("utf8"),
    raw,
  };
}

async function serve(
  received: Received,
  response: ServerResponse,
  answer: (request: Received) => Reply | Promise<Reply>,
  fault: Fault | undefined,
): Promise<void> {
  if (fault?.kind === "status") {
    response.writeHead(fault.status, { "content-type": "application/json" }).end(fault.body ?? "{}");
    return;
  }
  if (fault?.kind === "cut" && fault.when === "before") {
    response.destroy();
    return;
  }
  const reply = await answer(received);
  if (fault?.kind === "cut") {
    response.destroy();
    return;
  }
  if (fault?.kind === "silence") {
    setTimeout(() => send(response, reply), fault.ms).unref();
    return;
  }
  send(response, reply, fault?.kind === "half");
}

/** Sends an answer, or half of it. */
export function send(response: ServerResponse, reply: Reply, half = false): void {
  const body = reply.raw ?? Buffer.from(reply.text ?? JSON.stringify(reply.json ?? {}));
  const headers = { "content-type": "application/json", ...reply.headers, "content-length": String(body.length) };
  response.writeHead(reply.status ?? 200, headers);
  if (half) {
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
    return;
  }
  response.end(body);
}

/** Stops a server, whoever is still connected. */
export function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
