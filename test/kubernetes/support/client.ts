import { Agent, request } from "node:https";

/** An object of a cluster, as plain data. */
export type PlainObject = Readonly<Record<string, unknown>>;

/** What the server said. */
export interface Answer {
  readonly status: number;
  readonly body: PlainObject;
  /** Texts of the `Warning` headers. */
  readonly warnings: readonly string[];
}

/** Requests under way at once: more only queue inside a server that shares two cores with us. */
const PARALLEL = 16;
const PATIENCE_MS = 60_000;

/** Speaks with an API server as its administrator. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;
  readonly #agent: Agent;

  public constructor(url: string, token: string, certificate: string) {
    this.#url = url;
    this.#token = token;
    this.#agent = new Agent({ keepAlive: true, maxSockets: PARALLEL, ca: certificate });
  }

  public get(path: string): Promise<Answer> {
    return this.send("GET", path);
  }

  public create(path: string, object: PlainObject): Promise<Answer> {
    return this.send("POST", path, JSON.stringify(object), "application/json");
  }

  /** @param contentType `application/yaml`, `application/apply-patch+yaml`, … */
  public send(method: string, path: string, body = "", contentType = "application/json"): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.#token}`, "content-type": contentType };
      const call = request(`${this.#url}${path}`, { method, headers, agent: this.#agent, timeout: PATIENCE_MS });
      call.on("timeout", () => call.destroy(new Error(`${method} ${path} was not answered in ${PATIENCE_MS} ms`)));
      call.on("error", reject);
      call.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            body: parsed(Buffer.concat(chunks).toString()),
            warnings: warningTexts(response.headers["warning"] ?? ""),
          });
        });
      });
      call.end(body);
    });
  }

  public close(): void {
    this.#agent.destroy();
  }
}

/** The server's messages are objects of kind `Status`; its health checks answer in plain text. */
function parsed(text: string): PlainObject {
  try {
    return plain(JSON.parse(text));
  } catch {
    return { message: text };
  }
}

/** `299 - "text", 299 - "text"`, quotes in a text being escaped. */
function warningTexts(header: string): readonly string[] {
  return [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replaceAll(/\\(.)/g, "$1"));
}

/** A value as a mapping; of anything else an empty one. */
export function plain(value: unknown): PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The mappings of a list; of anything else none. */
export function plainList(value: unknown): readonly PlainObject[] {
  return Array.isArray(value) ? value.map(plain) : [];
}
