import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markdownTable } from "../../planner/report/markdown";
import { measureBundles } from "./bundles";
import { measureTransform } from "./transform";

/** Prints the figures that need no emulator, as `docs/functions-figures.md` shows them: `npm run bench:functions`. */
async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "bundles-"));
  const bundles = await measureBundles(directory);
  rmSync(directory, { recursive: true, force: true });
  const rows = bundles.map(({ name, codeKilobytes, archiveKilobytes, coldStartMs, coldStartRatio }) => [
    name,
    ...[codeKilobytes, archiveKilobytes, coldStartMs, coldStartRatio].map(String),
  ]);
  const titles = ["Function", "Code, kB", "Archive, kB", "Start, ms of processor time", "Times an empty handler"];
  console.log(markdownTable(titles, rows, [1, 2, 3, 4]));
  console.log("transform", measureTransform());
}

void main();
