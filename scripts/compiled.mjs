// Compiles the planner's sources and loads one of them. The sources are compiled once per state of the tree, into a folder of
// their own below node_modules/.cache: a loader that compiles on the fly would read every file of the SDKs too.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const CACHE = join(ROOT, "node_modules/.cache/multicloud-estate");
/** What the command consists of; components and stacks are programs, which it loads itself. */
const FOLDERS = ["bench", "functions", "planner", "policies", "simulator"];
/** States of the tree that are kept. */
const KEPT = 5;

/** Loads a compiled module, by its path from the root without an ending: `planner/cli`. */
export function run(module) {
  const built = join(CACHE, fingerprint());
  if (!existsSync(built)) {
    compile(built);
  }
  createRequire(import.meta.url)(join(built, `${module}.js`));
}

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true })
    .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
    .map((file) => join(ROOT, folder, file)),
);

function fingerprint() {
  const hash = createHash("sha256");
  for (const file of sources) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

/** Compiles into a folder of this process, and moves it into place: several may start at once. */
function compile(target) {
  mkdirSync(CACHE, { recursive: true });
  const own = `${target}.${process.pid}`;
  buildSync({
    entryPoints: sources,
    outbase: ROOT,
    outdir: own,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    logLevel: "error",
  });
  try {
    renameSync(own, target);
  } catch {
    rmSync(own, { recursive: true, force: true });
  }
  const byAge = readdirSync(CACHE)
    .filter((name) => !name.includes("."))
    .sort((left, right) => statSync(join(CACHE, right)).mtimeMs - statSync(join(CACHE, left)).mtimeMs);
  for (const name of byAge.slice(KEPT)) {
    rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}
