// Puts beside each compiled policy pack what the engine looks for in a pack's folder, so that
// `pulumi preview --policy-pack node_modules/multicloud-estate/dist/policies/packs/<name>` finds it.
import { copyFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const PACKS = "policies/packs";
const FILES = ["index.js", "package.json", "PulumiPolicy.yaml"];

for (const pack of readdirSync(join(ROOT, PACKS), { withFileTypes: true })) {
  if (pack.isDirectory()) {
    for (const file of FILES) {
      copyFileSync(join(ROOT, PACKS, pack.name, file), join(ROOT, "dist", PACKS, pack.name, file));
    }
  }
}
