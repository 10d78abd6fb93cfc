import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PACKS } from "../policies/packs";
import { pages } from "../policies/reports";

/** Writes the pages of the policies: `node --conditions=estate-source --import tsx scripts/policy-pages.ts`. */
const folder = join(__dirname, "..", "docs", "policies");
mkdirSync(folder, { recursive: true });
for (const [file, text] of Object.entries(pages(PACKS))) {
  writeFileSync(join(folder, file), text);
}
