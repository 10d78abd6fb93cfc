// `npm run docs`: writes every generated document. A test fails where one is not what this would write.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedDocuments, planDocumented, ROOT } from "./documents";

async function main(): Promise<void> {
  for (const { path, text } of await generatedDocuments(await planDocumented())) {
    const file = join(ROOT, path);
    const current = existsSync(file) && readFileSync(file, "utf8") === text;
    if (!current) {
      writeFileSync(file, text);
    }
    process.stdout.write(`${current ? "unchanged" : "written  "}  ${path}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
