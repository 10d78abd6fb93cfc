import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type PolicyReport, toJunit, toMarkdown, toSarif } from "../../policies";
import type { PolicyCircumstances } from "./policy";

/** Writes a stack's findings for machines and reviewers: `<stack>.sarif`, `<stack>.junit.xml`, `<stack>.md`. */
export function writePolicyReports(
  folder: string,
  report: PolicyReport,
  { packs, stack }: Pick<PolicyCircumstances, "packs" | "stack">,
): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${stack}.sarif`), `${JSON.stringify(toSarif(report, packs), undefined, 2)}\n`);
  writeFileSync(join(folder, `${stack}.junit.xml`), toJunit(report, packs));
  writeFileSync(join(folder, `${stack}.md`), toMarkdown(report));
}
