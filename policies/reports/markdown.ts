import { diffLines, type PolicyReport } from "../engine";
import { shortUrn, summary } from "./text";

/** The report for a pull request. */
export function toMarkdown(report: PolicyReport): string {
  return [
    "## Policies",
    "",
    `${summary(report)}.`,
    ...section(
      "Findings",
      ["Level", "Rule", "Resource", "What", "Fix"],
      report.violations.map(({ level, rule, urn, message, fix }) => [
        level,
        `\`${rule}\``,
        `\`${shortUrn(urn)}\``,
        message,
        fix,
      ]),
    ),
    ...section(
      "Undecided",
      ["Rule", "Resource", "Why"],
      report.undecided.map(({ rule, urn, path, reason }) => [
        `\`${rule}\``,
        `\`${shortUrn(urn)}\``,
        `${path} ${reason}`,
      ]),
    ),
    ...section(
      "Waived",
      ["Rule", "Resource", "Reason", "Owner", "Until"],
      report.waived.map(({ rule, urn, waiver }) => [
        `\`${rule}\``,
        `\`${shortUrn(urn)}\``,
        waiver.reason,
        waiver.owner,
        waiver.expires,
      ]),
    ),
    ...section(
      "Waivers to look at",
      ["Rule", "Resource", "Problem"],
      report.waiverFindings.map(({ waiver, problem }) => [`\`${waiver.rule}\``, `\`${waiver.resource}\``, problem]),
    ),
    ...report.remediations.flatMap(({ rule, urn, changes }) => [
      "",
      `### Remedy of \`${rule}\` for \`${shortUrn(urn)}\``,
      "",
      "```diff",
      ...diffLines(changes),
      "```",
    ]),
    "",
  ].join("\n");
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : ["", `### ${title}`, "", ...table(head, rows)];
}

/** A table, with what would break its cells escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)];
}

function cell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|");
}
