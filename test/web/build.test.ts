import assert from "node:assert/strict";
import { EDGE_DEFAULTS } from "../../components/edge/web-edge-plan";
import { type Application, type ApplicationFiles, buildApplication } from "../../web/build";

const NAMES: readonly Application[] = ["shop", "admin"];

describe("building the applications", () => {
  const built = new Map<Application, ApplicationFiles>();

  before(async function () {
    this.timeout(120_000);
    for (const name of NAMES) {
      built.set(name, await buildApplication(name));
    }
  });

  const pageOf = (name: Application) => Buffer.from(built.get(name)?.get("index.html") ?? []).toString();

  it("gives the same bytes for the same sources", async () => {
    for (const name of NAMES) {
      assert.deepEqual(await buildApplication(name), built.get(name));
    }
  }).timeout(120_000);

  it("gives every file but the page a name by its content, under the application's own path", () => {
    for (const [name, path] of [
      ["shop", "/"],
      ["admin", "/admin/"],
    ] as const) {
      const files = [...(built.get(name)?.keys() ?? [])].filter((file) => file !== "index.html");
      assert.deepEqual(
        files.filter((file) => !/^assets\/\w+-[A-Za-z0-9]{8}\.[\w.]+$/.test(file)),
        [],
      );
      const used = [...pageOf(name).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = ""]) => file);
      assert.equal(used.length, 3);
      assert.deepEqual(
        used.filter((file) => !file.startsWith(path) || !files.includes(file.slice(path.length))),
        [],
      );
    }
  });

  it("puts no script and no style into the page, which the site's policy would refuse", () => {
    assert.match(EDGE_DEFAULTS.contentSecurityPolicy, /default-src 'self'/);
    for (const name of NAMES) {
      assert.deepEqual([...pageOf(name).matchAll(/<script(?![^>]*src=)|<style|\son\w+=|style=/g)], []);
    }
  });

  it("leaves the back office out of the shop, and settings out of both", () => {
    const text = (name: Application) =>
      [...(built.get(name) ?? [])].map(([, content]) => Buffer.from(content).toString()).join("");
    assert.ok(!text("shop").includes("New product") && text("admin").includes("New product"));
    for (const name of NAMES) {
      assert.ok(text(name).includes("config.json"));
      assert.doesNotMatch(text(name), /us-east-1_\w+|[ps]k_(?:test|live)_\w/);
    }
  });
});
