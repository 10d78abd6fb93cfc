import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { StackPlan } from "../../planner/plan/document";
import { reportPage } from "../../planner/report";
import { chromium, openPage } from "../support/chromium";
import { HOSTILE, planShop, SECRET } from "./shop";

/** Installing a browser and starting it take their time. */
const PATIENCE_MS = 300_000;

describe("the plan as a page", () => {
  let plan: StackPlan;
  let page = "";

  before(async () => {
    const shop = await planShop();
    plan = {
      ...shop,
      policy: {
        ...shop.policy,
        evaluated: 7,
        violations: [
          { pack: "p", rule: "no-scripts", level: "mandatory", urn: "urn", path: "", message: HOSTILE, fix: HOSTILE },
        ],
      },
      exposure: [...shop.exposure, { urn: "urn", from: HOSTILE, what: HOSTILE }],
      warnings: [{ message: HOSTILE }],
    };
    page = await reportPage([plan, { ...plan, name: HOSTILE }]);
  });

  it("has every part of the plan under a heading", () => {
    const headings = [...page.matchAll(/<h([123])[^>]*>(.*?)<\/h\1>/g)].map(([, level, text]) => `${level} ${text}`);
    const parts = [
      "3 Diagram",
      "3 Policy findings",
      "3 Exposure",
      "3 Cost",
      "3 Critical path",
      "3 Permissions",
      "3 Outputs",
      "3 Warnings",
      "3 Resources",
    ];
    deepEqual(headings.slice(0, 2 + parts.length), ["1 Plan of 2 stacks", "2 shop-dev", ...parts]);
  });

  it("names every resource, with its inputs", () => {
    for (const { name } of plan.resources.filter((one) => one.parent !== null && one.name !== HOSTILE)) {
      ok(page.includes(name), `${name} is missing`);
    }
    match(page, /&quot;cidrBlock&quot;: &quot;10\.0\.0\.0\/16&quot;/);
  });

  it("keeps secrets out", () => {
    ok(!page.includes(SECRET));
    match(page, /\[secret\]/);
  });

  it("allows its own style and script by their digests, and nothing else", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    const digest = (text: string) => `&#39;sha256-${createHash("sha256").update(text).digest("base64")}&#39;`;
    const contentOf = (tag: string) => new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? "";
    equal(
      policy,
      `default-src &#39;none&#39;; style-src ${digest(contentOf("style"))}; script-src ${digest(contentOf("script"))}; ` +
        "base-uri &#39;none&#39;; form-action &#39;none&#39;",
    );
    doesNotMatch(page, /\s(src|href)="(?!#)|\sstyle="|\son\w+="|@import|url\(/);
  });

  it("fails when a hostile name gets through: one script, ours, and no element of theirs", () => {
    equal(page.match(/<script/g)?.length, 1);
    doesNotMatch(page, /<img/);
    match(page, /&lt;script&gt;alert\(1\)/);
  });

  it("gives every table a caption and headers with their scope", () => {
    const tables = [...page.matchAll(/<table[\s\S]*?<\/table>/g)].map(([table]) => table);
    ok(tables.length > 5);
    for (const table of tables) {
      match(table, /<caption/);
      match(table, /<th scope="col"/);
      doesNotMatch(table, /<th(?! scope=)(?!ead)/);
    }
  });

  it("is the same byte for byte when written again", async () => {
    equal(await reportPage([plan, { ...plan, name: HOSTILE }]), page);
  });

  it("renders in a real browser without complaints, and filters", function () {
    this.timeout(PATIENCE_MS);
    const browser = chromium();
    if (browser === undefined) {
      this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), "estate-page-"));
    try {
      const file = join(folder, "plan.html");
      writeFileSync(file, page);
      const { document, complaints } = openPage(browser, pathToFileURL(file).href);
      deepEqual(complaints, []);
      // The script ran: it shows the fields that it serves.
      match(document, /<div class="filter" data-for="stack-shop-dev-tree"><label>/);
      ok(!document.includes("<img"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
