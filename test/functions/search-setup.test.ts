import assert from "node:assert/strict";
import { createHandler, type SetupAnswer, type SetupEvent } from "../../functions/search-setup/handler";
import { type FakeServer, fakeServer } from "../../web/demo/emulators/http";
import { functionSuite } from "./support/suite";

const ROLE = {
  method: "PUT",
  path: "/_plugins/_security/api/roles/estate-read",
  body: { index_permissions: [] },
} as const;
const MAPPING = {
  method: "PUT",
  path: "/_plugins/_security/api/rolesmapping/estate-read",
  body: { backend_roles: ["arn:aws:iam::111122223333:role/products"] },
} as const;
const TEMPLATE = { method: "PUT", path: "/_index_template/estate", body: { index_patterns: ["products"] } } as const;

functionSuite(["search-setup"], (world) => {
  let domain: FakeServer;
  let setUp: (event: SetupEvent) => Promise<SetupAnswer>;

  beforeEach(async () => {
    domain = await fakeServer(({ headers }) =>
      String(headers.authorization).startsWith("AWS4-HMAC-SHA256")
        ? { json: { status: "OK" } }
        : { status: 403, json: { message: "not signed" } },
    );
    setUp = world.make("search-setup", createHandler, { SEARCH_ENDPOINT: domain.url, AWS_REGION: "us-east-1" });
  });
  afterEach(async () => {
    const sent = domain.requests.map(() => ({ action: "es:ESHttpPut", reference: domain.url }));
    world.callsOf("search-setup").push(...sent);
    await domain.close();
  });

  it("sends every request in its order, signed", async () => {
    assert.deepEqual(await setUp({ requests: [ROLE, MAPPING, TEMPLATE] }), { done: 3 });
    assert.deepEqual(
      domain.requests.map(({ method, path, body }) => ({ method, path, body: JSON.parse(body) })),
      [ROLE, MAPPING, TEMPLATE],
    );
  });

  it("repeats what a domain that is still starting refuses", async () => {
    domain.faults.push({ kind: "status", status: 503 }, { kind: "cut", when: "before" });
    assert.deepEqual(await setUp({ requests: [ROLE, MAPPING] }), { done: 2 });
    assert.deepEqual(
      domain.requests.map(({ path }) => path),
      [ROLE.path, ROLE.path, ROLE.path, MAPPING.path],
    );
  });

  it("stops where the domain refuses for good: a mapping without its role would let nobody in", async () => {
    domain.faults.push({ kind: "status", status: 403 });
    await assert.rejects(setUp({ requests: [ROLE, MAPPING] }));
    assert.equal(domain.requests.length, 1);
  });

  it("fails when it is asked to write elsewhere, before anything is sent", async () => {
    const elsewhere = { method: "PUT", path: "/products/_doc/1", body: {} } as const;
    await assert.rejects(setUp({ requests: [ROLE, elsewhere] }), /path/);
    assert.equal(domain.requests.length, 0);
  });
});
