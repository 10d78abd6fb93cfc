import { deepEqual, equal } from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type GeneratedDocument, generatedDocuments, ROOT } from "../../scripts/docs/documents";
import { documentedPlans } from "../support/plans";

/** Planning every stack in a process of its own. */
const PATIENCE_MS = 300_000;

describe("generated documents", function () {
  this.timeout(PATIENCE_MS);
  let documents: readonly GeneratedDocument[] = [];

  before(async () => {
    documents = await generatedDocuments(await documentedPlans());
  });

  it("are what `npm run docs` would write", () => {
    const stale = documents.filter(({ path, text }) => {
      const file = join(ROOT, path);
      return !existsSync(file) || readFileSync(file, "utf8") !== text;
    });
    deepEqual(
      stale.map(({ path }) => path),
      [],
      "these are out of date: run `npm run docs` and commit what it writes",
    );
  });

  it("are the same when made again", async () => {
    deepEqual(await generatedDocuments(await documentedPlans()), documents);
  });

  it("hold no link to a file that is not there", () => {
    for (const { path, text } of documents.filter((one) => one.path.endsWith(".md"))) {
      const broken = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .map(([, target = ""]) => join(ROOT, path, "..", target))
        .filter((target) => !existsSync(target));
      deepEqual(broken, [], path);
    }
  });

  it("name each component once", () => {
    const text = documents.find((one) => one.path === "docs/components.md")?.text ?? "";
    const names = [...text.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
    equal(new Set(names).size, names.length);
    equal(names.includes("Network") && names.includes("EksCluster") && names.includes("DataTables"), true);
  });
});
