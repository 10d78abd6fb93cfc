import { type FakeServer, fakeServer, type Received, type Reply } from "./http";

/** A document with the version that won so far. */
export interface Indexed {
  readonly version: number;
  readonly source: Readonly<Record<string, unknown>>;
}

/** OpenSearch's bulk writes with external versions, and a search by words. */
export interface OpenSearch {
  readonly server: FakeServer;
  readonly documents: Map<string, Indexed>;
  /** Statuses that the next documents get instead of being written, by id. */
  readonly refusals: Map<string, number>;
}

/** Only signed requests are answered. */
export async function startOpenSearch(): Promise<OpenSearch> {
  const documents: OpenSearch["documents"] = new Map();
  const refusals: OpenSearch["refusals"] = new Map();
  let exists = false;
  const server = await fakeServer((request) => {
    if (!String(request.headers.authorization).startsWith("AWS4-HMAC-SHA256")) {
      return { status: 403, json: { message: "not signed" } };
    }
    if (request.method === "PUT" && request.path === "/products") {
      const reply: Reply = exists
        ? { status: 400, json: { error: { type: "resource_already_exists_exception" }, status: 400 } }
        : { json: { acknowledged: true } };
      exists = true;
      return reply;
    }
    if (request.path === "/_bulk") {
      return bulk(request, documents, refusals);
    }
    return request.path === "/products/_search" ? search(request, documents) : { status: 404, json: {} };
  });
  return { server, documents, refusals };
}

function bulk({ body }: Received, documents: Map<string, Indexed>, refusals: Map<string, number>): Reply {
  const lines = body.trim().split("\n");
  const items = [];
  for (let line = 0; line < lines.length; line += 2) {
    const { _id, version, version_type } = JSON.parse(lines[line] ?? "{}").index;
    const source = JSON.parse(lines[line + 1] ?? "{}");
    // Without an external version, the last one to write wins.
    const wanted = version_type === "external" ? version : (documents.get(_id)?.version ?? 0) + 1;
    items.push({ index: { _id, status: write(documents, refusals, _id, wanted, source) } });
  }
  return { json: { took: 1, errors: items.some(({ index }) => index.status >= 400), items } };
}

function write(
  documents: Map<string, Indexed>,
  refusals: Map<string, number>,
  id: string,
  version: number,
  source: Indexed["source"],
): number {
  const refused = refusals.get(id);
  if (refused !== undefined) {
    refusals.delete(id);
    return refused;
  }
  const present = documents.get(id);
  if (present !== undefined && present.version >= version) {
    return 409;
  }
  documents.set(id, { version, source });
  return present === undefined ? 201 : 200;
}

function search({ body }: Received, documents: Map<string, Indexed>): Reply {
  const { must, filter } = JSON.parse(body).query.bool;
  const words = String(must[0].multi_match.query).toLowerCase();
  const terms: Record<string, unknown> = Object.assign({}, ...filter.map((part: { term: object }) => part.term));
  const hits = [...documents.values()]
    .map(({ source }) => source)
    .filter((source) => Object.entries(terms).every(([name, value]) => source[name] === value))
    .filter((source) => String(source["name"]).toLowerCase().includes(words))
    .map((_source) => ({ _id: _source["productId"], _source }));
  return { json: { hits: { total: { value: hits.length, relation: "eq" }, hits } } };
}
