import { diffLines, type PolicyReport, type Violation } from "../engine";

/** Widest line of the table, in characters. */
export const TABLE_WIDTH = 100;

/** The end of a URN: type and name. */
export function shortUrn(urn: string): string {
  const [type = "", name = ""] = urn.split("::").slice(-2);
  return `${type.slice(type.lastIndexOf("$") + 1)} ${name}`;
}

/** The report for a terminal: findings by rule, then what is undecided, waived, and put right. */
export function toTable(report: PolicyReport): string {
  return [
    ...groups(report.violations).flatMap(([rule, list]) => [
      clipped(`${list[0]?.level ?? ""} ${rule} (${list.length})`),
      ...list.flatMap(({ urn, message }) => [clipped(`  ${shortUrn(urn)}`), ...wrapped(message, "    ")]),
      ...wrapped(`Fix: ${list[0]?.fix ?? ""}`, "  "),
    ]),
    ...report.undecided.map(({ rule, urn, path, reason }) =>
      clipped(`undecided ${rule}: ${shortUrn(urn)} ${path} ${reason}`),
    ),
    ...report.waived.map(({ rule, urn, waiver }) =>
      clipped(`waived until ${waiver.expires} ${rule}: ${shortUrn(urn)}`),
    ),
    ...report.waiverFindings.map(({ waiver, problem }) =>
      clipped(`waiver ${waiver.rule} for ${waiver.resource} ${problem}`),
    ),
    ...report.remediations.flatMap(({ rule, urn, changes }) => [
      clipped(`remedy ${rule}: ${shortUrn(urn)}`),
      ...diffLines(changes).map((line) => clipped(`  ${line}`)),
    ]),
    summary(report),
  ].join("\n");
}

export function summary(report: PolicyReport): string {
  const mandatory = report.violations.filter(({ level }) => level === "mandatory").length;
  return `${report.evaluated} judged, ${mandatory} mandatory, ${report.violations.length - mandatory} advisory, ${report.undecided.length} undecided, ${report.waived.length} waived`;
}

function groups(violations: readonly Violation[]): readonly (readonly [string, readonly Violation[]])[] {
  const byRule = new Map<string, Violation[]>();
  for (const violation of violations) {
    byRule.set(violation.rule, [...(byRule.get(violation.rule) ?? []), violation]);
  }
  return [...byRule];
}

function clipped(line: string): string {
  return line.length > TABLE_WIDTH ? `${line.slice(0, TABLE_WIDTH - 1)}…` : line;
}

function wrapped(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length + 1 > TABLE_WIDTH && line.trim() !== "") {
      lines.push(clipped(line));
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, clipped(line)];
}
