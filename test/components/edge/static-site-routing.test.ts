import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { ASSETS_FUNCTION, pagesFunction } from "../../../components/edge/static-site-routing";

/** Runs a function as CloudFront does, on a request for the path. */
function ask(code: string, uri: string): unknown {
  const event = JSON.stringify({ request: { uri, method: "GET" }, response: { statusCode: 200, headers: {} } });
  return JSON.parse(runInNewContext(`${code}; JSON.stringify(handler(${event}))`));
}

const pages = pagesFunction(["/", "/admin/"]);

function led(uri: string): unknown {
  const answer = ask(pages, uri);
  return typeof answer === "object" && answer !== null && "uri" in answer ? answer.uri : answer;
}

describe("the site's functions", () => {
  it("lead every path without a file's ending to its application's start", () => {
    const starts: Readonly<Record<string, string>> = {
      "/": "/index.html",
      "/products/red-shoes": "/index.html",
      "/administrators": "/index.html",
      "/admin": "/admin/index.html",
      "/admin/": "/admin/index.html",
      "/admin/products/12": "/admin/index.html",
      "/v1.2/products": "/index.html",
    };
    assert.deepEqual(Object.fromEntries(Object.keys(starts).map((uri) => [uri, led(uri)])), starts);
  });

  it("leave files alone", () => {
    for (const uri of ["/favicon.ico", "/assets/app-1a2b.js", "/admin/config.json", "/.well-known/security"]) {
      assert.equal(led(uri), uri);
    }
  });

  it("have browsers keep what never changes", () => {
    assert.deepEqual(ask(ASSETS_FUNCTION, "/assets/app-1a2b.js"), {
      statusCode: 200,
      headers: { "cache-control": { value: "public, max-age=31536000, immutable" } },
    });
  });

  it("fit into what CloudFront takes", () => {
    const many = Array.from({ length: 25 }, (_, position) => `/application-number-${position}/`);
    assert.ok(Buffer.byteLength(pagesFunction(["/", ...many])) < 10_240);
  });
});
