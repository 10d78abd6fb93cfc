import assert from "node:assert/strict";
import { once } from "node:events";
import { WebSocket } from "ws";
import { planSite } from "../../components/edge/static-site-plan";
import { restContract } from "../../functions/contracts/openapi";
import { demoProcess, type RunningDemo, startDemo } from "./support/demo";

const LIMIT_MS = 120_000;

/** As E-Com67 makes its site. */
const SITE = {
  applications: { web: { path: "/" }, admin: { path: "/admin/" } },
  key: { services: ["cloudfront.amazonaws.com", "logs"] },
  accessLogs: { role: "log" },
} as const;

describe("npm run demo", function () {
  this.timeout(LIMIT_MS);
  let demo: RunningDemo;

  before(async () => {
    demo = await startDemo();
  });
  after(() => demo.stop());

  const ask = (path: string, init: RequestInit = {}) => fetch(`${demo.url}${path}`, init);
  const problemOf = async (answer: Response) => {
    const body: { readonly title: string; readonly detail?: string } = JSON.parse(await answer.text());
    return [answer.status, answer.headers.get("content-type"), body.title, body.detail];
  };

  it("serves pages and files as the estate's distribution does, and under its security policy", async () => {
    const { contentSecurityPolicy } = planSite("shop-site", {
      ...SITE,
      contentSources: { stripe: true },
    });
    for (const path of ["", "orders/some-order", "admin/", "admin/products/kettle"]) {
      const answer = await ask(path);
      assert.deepEqual([answer.status, answer.headers.get("cache-control")], [200, "no-cache"], path);
      assert.equal(
        answer.headers.get("content-security-policy"),
        contentSecurityPolicy.replace("; upgrade-insecure-requests", ""),
      );
    }
    const script = /src="\/(assets\/[^"]+)"/.exec(await (await ask("")).text())?.[1] ?? "";
    assert.equal((await ask(script)).headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.equal((await ask("assets/none.js")).status, 404);
  });

  it("answers every operation of the contract that needs a token with 401, and no other one", async () => {
    const answers: [string, boolean][] = [];
    for (const [path, operations] of Object.entries(restContract().paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const { status } = await ask(`api${path.replace(/\{\w+\}/g, "kettle")}`, { method: method.toUpperCase() });
        const open = Array.isArray(Reflect.get(operation, "security"));
        answers.push([`${method} ${path}: ${status}`, (status === 401) !== open]);
      }
    }
    assert.equal(answers.length, 13);
    assert.deepEqual(
      answers.filter(([, right]) => !right),
      [],
    );
  });

  it("refuses what the contract does not allow, as API Gateway words it", async () => {
    const type = "application/problem+json";
    assert.deepEqual(await problemOf(await ask("api/products?limit=1000")), [
      400,
      type,
      "The request is not valid",
      "limit is not of the form that the contract has",
    ]);
    assert.deepEqual(await problemOf(await ask("api/nothing")), [404, type, "There is no such resource", undefined]);
    assert.deepEqual(await problemOf(await ask("api/products/none")), [
      404,
      type,
      "There is no such product",
      undefined,
    ]);
  });

  it("goes through its products page by page, and finds them by their words", async () => {
    const names: string[] = [];
    let cursor = "";
    do {
      const answer = await ask(`api/products?limit=3${cursor === "" ? "" : `&cursor=${cursor}`}`);
      const page: { readonly products: readonly { readonly productId: string }[]; readonly next?: string } = JSON.parse(
        await answer.text(),
      );
      names.push(...page.products.map(({ productId }) => productId));
      cursor = page.next ?? "";
    } while (cursor !== "");
    assert.deepEqual([names.length, new Set(names).size], [8, 8]);
    const found: { readonly products: readonly { readonly productId: string }[]; readonly degraded?: boolean } =
      JSON.parse(await (await ask("api/products?q=bottle")).text());
    assert.deepEqual([found.products.map(({ productId }) => productId), found.degraded], [["bottle"], undefined]);
  });

  it("opens the chat to nobody without a token", async () => {
    const address = `${demo.url.replace("http", "ws")}ws`;
    for (const [protocols, status] of [
      [[], 401],
      [["bearer", "no.token.atall"], 403],
    ] as const) {
      const socket = new WebSocket(address, [...protocols]);
      const [error]: readonly unknown[] = await once(socket, "error");
      assert.match(String(error), new RegExp(`Unexpected server response: ${status}`));
    }
  });

  it("says how it is used, and refuses what it does not understand", async () => {
    for (const [args, code, said] of [
      [["--help"], 0, /npm run demo \[-- --port PORT\]/],
      [["--port", "high"], 2, /--port takes a number from 0 to 65535; it is "high"/],
      [["--speed", "9"], 2, /--speed/],
    ] as const) {
      const child = demoProcess(...args);
      let text = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on("data", (chunk: Buffer) => {
          text += String(chunk);
        });
      }
      const [status] = await once(child, "close");
      assert.equal(status, code);
      assert.match(text, said);
    }
  });

  it("ends when it is told to", async () => {
    const other = await startDemo();
    assert.equal(await other.stop(), 0);
  });
});
