import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureBundles } from "./bundles";
import { measureTransform } from "./transform";

/** Prints the figures that need no emulator: `npm run bench:functions`. */
async function main(): Promise<void> {
  console.table(await measureBundles(mkdtempSync(join(tmpdir(), "bundles-"))));
  console.log("transform", measureTransform());
}

void main();
