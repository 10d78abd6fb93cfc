import { type Change, diffLines, type Level, type PolicyReport, waiverText } from "../engine";

/** Widest line of the table, in characters. */
export const TABLE_WIDTH = 100;

/** The end of a URN: type and name. */
export function shortUrn(urn: string): string {
  const [type = "", name = ""] = urn.split("::").slice(-2);
  return `${type.slice(type.lastIndexOf("$") + 1)} ${name}`;
}

/** What a list of findings shows: a report has more. */
export interface Findings {
  readonly violations: readonly {
    readonly rule: string;
    readonly level: string;
    readonly urn: string;
    readonly message: string;
    readonly fix: string;
  }[];
  readonly undecided: readonly { readonly rule: string; readonly urn: string; readonly text: string }[];
  readonly waived: readonly { readonly rule: string; readonly urn: string; readonly expires: string }[];
  readonly waiverFindings: readonly { readonly message: string }[];
  readonly remediations: readonly {
    readonly rule: string;
    readonly urn: string;
    readonly changes: readonly Change[];
  }[];
}

export interface FindingStyle {
  /** Columns before every line. @default 0 */
  readonly indent?: number;
  /** Entries of one rule that are written out. @default all */
  readonly limit?: number;
  /** Marks the head of a group, of a level or of what is put right. @default plain text */
  readonly emphasize?: (text: string, level: string) => string;
}

/** The report for a terminal: findings by rule, then what is undecided, waived, and put right. */
export function toTable(report: PolicyReport): string {
  return [
    ...findingLines({
      ...report,
      undecided: report.undecided.map(({ rule, urn, path, reason }) => ({ rule, urn, text: `${path} ${reason}` })),
      waived: report.waived.map(({ rule, urn, waiver }) => ({ rule, urn, expires: waiver.expires })),
      waiverFindings: report.waiverFindings.map((finding) => ({ message: waiverText(finding) })),
    }),
    summary(report),
  ].join("\n");
}

/** Findings by rule, the mandatory ones first, each with its resource; then what is undecided, waived, and put right. */
export function findingLines(findings: Findings, style: FindingStyle = {}): readonly string[] {
  const { indent = 0, limit = Number.POSITIVE_INFINITY, emphasize = (text: string) => text } = style;
  const width = TABLE_WIDTH - indent;
  const head = (text: string, level: string): string => emphasize(clipped(text, width), level);
  const capped = <Entry>(list: readonly Entry[], lines: (entry: Entry) => readonly string[]): readonly string[] => [
    ...list.slice(0, limit).flatMap(lines),
    ...(list.length > limit ? [`  and ${list.length - limit} more`] : []),
  ];
  return [
    ...mandatoryFirst(byRule(findings.violations)).flatMap((list) => [
      head(`${list[0].level} ${list[0].rule} (${list.length})`, list[0].level),
      ...capped(list, ({ urn, message }) => [clipped(`  ${shortUrn(urn)}`, width), ...wrapped(message, 4, width)]),
      ...wrapped(`Fix: ${list[0].fix}`, 2, width),
    ]),
    ...byRule(findings.undecided).flatMap((list) => [
      head(`undecided ${list[0].rule} (${list.length})`, "undecided"),
      ...capped(list, ({ urn, text }) => [clipped(`  ${shortUrn(urn)}`, width), ...wrapped(text, 4, width)]),
    ]),
    // Every waiver is told: they are to stay few.
    ...byRule(findings.waived).flatMap((list) => [
      head(`waived ${list[0].rule} (${list.length})`, "waived"),
      ...new Set(list.map(({ urn, expires }) => clipped(`  until ${expires}: ${shortUrn(urn)}`, width))),
    ]),
    ...findings.waiverFindings.flatMap(({ message }) => wrapped(`mandatory: ${message}`, 0, width)),
    ...byRule(findings.remediations).flatMap((list) => [
      head(`remedy of ${list[0].rule} (${list.length})`, "remedy"),
      ...capped(list, ({ urn, changes }) => [
        clipped(`  ${shortUrn(urn)}`, width),
        ...diffLines(changes).map((line) => clipped(`    ${line}`, width)),
      ]),
    ]),
  ].map((line) => `${" ".repeat(indent)}${line}`);
}

export function summary(report: PolicyReport): string {
  const mandatory = report.violations.filter(({ level }) => level === MANDATORY).length;
  return `${report.evaluated} judged, ${mandatory} mandatory, ${report.violations.length - mandatory} advisory, ${report.undecided.length} undecided, ${report.waived.length} waived`;
}

const MANDATORY: Level = "mandatory";

type Group<Entry> = readonly [Entry, ...Entry[]];

function byRule<Entry extends { readonly rule: string }>(entries: readonly Entry[]): readonly Group<Entry>[] {
  const groups = new Map<string, [Entry, ...Entry[]]>();
  for (const entry of entries) {
    const group = groups.get(entry.rule);
    if (group === undefined) {
      groups.set(entry.rule, [entry]);
    } else {
      group.push(entry);
    }
  }
  return [...groups.values()];
}

function mandatoryFirst<Entry extends { readonly level: string }>(
  groups: readonly Group<Entry>[],
): readonly Group<Entry>[] {
  const rank = ([{ level }]: Group<Entry>): number => (level === MANDATORY ? 0 : 1);
  return [...groups].sort((left, right) => rank(left) - rank(right));
}

function clipped(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

function wrapped(text: string, indent: number, width: number): readonly string[] {
  const margin = " ".repeat(indent);
  const lines: string[] = [];
  let line = margin;
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length + 1 > width && line.trim() !== "") {
      lines.push(clipped(line, width));
      line = margin;
    }
    line += line === margin ? word : ` ${word}`;
  }
  return [...lines, clipped(line, width)];
}
