import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { zipSync } from "fflate";
import { CATALOG, type CatalogEntry } from "./catalog";

/** Repository root. */
const ROOT = resolve(__dirname, "..");

/** One built function. */
export interface Bundle {
  readonly name: string;
  /** Bytes of the code that Lambda loads. */
  readonly codeBytes: number;
  /** Bytes of the archive that Lambda stores, source map included. */
  readonly archiveBytes: number;
  /** SHA-256 of the archive, base64, as Lambda reports it. */
  readonly sha256: string;
}

/** Time written into every archive: the earliest that the format knows, so that the clock never changes a hash. */
const ARCHIVE_TIME = new Date(1980, 0, 1);

/** CommonJS dependencies call `require` for Node's own modules, which a module file does not have by itself. */
const REQUIRE_BANNER =
  'import { createRequire as nodeRequire } from "node:module"; const require = nodeRequire(import.meta.url);';

/** How code for Node is bundled, wherever it runs: one file, for any processor, with source map. */
export const BUNDLE_OPTIONS = {
  absWorkingDir: ROOT,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  minify: true,
  treeShaking: true,
  platform: "node",
  format: "esm",
  target: "node20",
  mainFields: ["module", "main"],
  alias: { "node-fetch": "./functions/shared/native-fetch.ts" },
  banner: { js: REQUIRE_BANNER },
  sourcemap: "linked",
  sourcesContent: false,
  legalComments: "none",
  logLevel: "error",
  // Middy is an optional partner of Powertools that nothing here uses.
  external: ["@middy/core"],
} as const satisfies BuildOptions;

/** What is bundled: entries of the catalogue, by name. */
type Entries = Readonly<Record<string, Pick<CatalogEntry, "entry">>>;

/**
 * Bundles functions: each one file, for any processor, with source map. The same input gives the same bytes, whichever
 * functions are bundled together; in one go, what they share is read once.
 *
 * @param directory where the bundles go; `<name>.zip` is written beside each
 */
export async function bundle(entries: Entries, directory: string): Promise<readonly Bundle[]> {
  const names = Object.keys(entries);
  await mkdir(directory, { recursive: true });
  await Promise.all(names.map((name) => rm(join(directory, name), { recursive: true, force: true })));
  await build({
    ...BUNDLE_OPTIONS,
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, { entry }]) => [`${name}/index`, entry])),
    outdir: directory,
    alias: { ...BUNDLE_OPTIONS.alias, "@aws-sdk/credential-provider-node": "./functions/shared/lambda-credentials.ts" },
  });
  return Promise.all(names.map((name) => archive(name, join(directory, name), directory)));
}

async function archive(name: string, folder: string, directory: string): Promise<Bundle> {
  const code = await readFile(join(folder, "index.mjs"));
  const map = await readFile(join(folder, "index.mjs.map"));
  const zip = zipSync({ "index.mjs": code, "index.mjs.map": map }, { level: 9, mtime: ARCHIVE_TIME });
  await writeFile(join(directory, `${name}.zip`), zip);
  const sha256 = createHash("sha256").update(zip).digest("base64");
  return { name, codeBytes: code.length, archiveBytes: zip.length, sha256 };
}

/** Bundles every function of the catalogue and writes what came out to `manifest.json`. */
export async function bundleAll(directory: string = join(ROOT, "dist/functions")): Promise<readonly Bundle[]> {
  const bundles = await bundle(CATALOG, directory);
  await writeFile(join(directory, "manifest.json"), `${JSON.stringify(bundles, null, 2)}\n`);
  return bundles;
}

if (require.main === module) {
  bundleAll().then((bundles) => {
    for (const { name, codeBytes, sha256 } of bundles) {
      console.log(`${name.padEnd(24)} ${String(Math.round(codeBytes / 1000)).padStart(5)} kB  ${sha256}`);
    }
  });
}
