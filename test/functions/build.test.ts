import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { type Bundle, bundleAll } from "../../functions/build";
import { CATALOG } from "../../functions/catalog";

const run = promisify(execFile);

/** Largest code of a function, in bytes: what Lambda loads before the first answer. */
const CODE_LIMIT = 1_000_000;

/** Imports a bundle as Lambda does, and sends it an event in an empty environment. */
const PROBE = `
const { handler } = await import(process.argv[1]);
try { await handler({}, { awsRequestId: "1", getRemainingTimeInMillis: () => 1000 }); process.stderr.write("no error"); }
catch (error) { process.stderr.write(error.message); }
`;

describe("the functions' bundles", () => {
  const folders: string[] = [];
  let bundles: readonly Bundle[];
  let folder: string;

  const build = async (): Promise<[string, readonly Bundle[]]> => {
    const directory = mkdtempSync(join(tmpdir(), "functions-"));
    folders.push(directory);
    return [directory, await bundleAll(directory)];
  };

  before(async function () {
    this.timeout(180_000);
    [folder, bundles] = await build();
  });
  after(() => {
    for (const directory of folders) {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it("are the same bytes for the same sources, wherever they are built", async () => {
    const [, again] = await build();
    assert.deepEqual(again, bundles);
  }).timeout(180_000);

  it("hold one file of code and its source map", () => {
    for (const { name } of bundles) {
      const files = unzipSync(readFileSync(join(folder, `${name}.zip`)));
      assert.deepEqual(Object.keys(files), ["index.mjs", "index.mjs.map"]);
    }
  });

  it("stay below a megabyte of code each", () => {
    assert.deepEqual(
      bundles.filter(({ codeBytes }) => codeBytes > CODE_LIMIT).map(({ name }) => name),
      [],
    );
    assert.equal(bundles.length, Object.keys(CATALOG).length);
  });

  for (const name of Object.keys(CATALOG)) {
    it(`${name} loads on its own, and says what its environment lacks`, async () => {
      const script = ["--input-type=module", "-e", PROBE, join(folder, name, "index.mjs")];
      const { stderr } = await run(process.execPath, script, { env: { AWS_REGION: "us-east-1" } });
      assert.match(stderr, /Missing environment: [A-Z]/);
    });
  }
});
