import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type PolicyReport, toJunit, toMarkdown, toSarif } from "../../policies";
import { allViolations, type PolicyCircumstances } from "./policy";

/**
 * Writes a stack's findings for machines and reviewers: `<stack>.sarif`, `<stack>.junit.xml`, `<stack>.md`.
 *
 * @param preview what the rules say of a preview's values: violations that complete values do not show are findings too
 */
export function writePolicyReports(
  folder: string,
  known: PolicyReport,
  { packs, stack }: Pick<PolicyCircumstances, "packs" | "stack">,
  preview?: PolicyReport,
): void {
  const report = { ...known, violations: allViolations(known.violations, preview?.violations) };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${stack}.sarif`), `${JSON.stringify(toSarif(report, packs), undefined, 2)}\n`);
  writeFileSync(join(folder, `${stack}.junit.xml`), toJunit(report, packs));
  writeFileSync(join(folder, `${stack}.md`), toMarkdown(report));
}
