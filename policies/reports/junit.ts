import { type Pack, type PolicyReport, type Violation, waiverText } from "../engine";
import { uniqueRules } from "./listing";

/** The report as JUnit's XML: a suite for each pack, a case for each rule; what is advisory does not fail. */
export function toJunit(report: PolicyReport, packs: readonly Pack[]): string {
  const suites = packs.map((pack) => suite(pack, report));
  const failures = report.violations.filter(isFailure).length + report.waiverFindings.length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="policies" tests="${uniqueRules(packs).length + 1}" failures="${failures}" errors="0">`,
    ...suites,
    waiverSuite(report),
    "</testsuites>",
    "",
  ].join("\n");
}

function isFailure({ level }: Violation): boolean {
  return level === "mandatory";
}

function suite(pack: Pack, report: PolicyReport): string {
  const own = report.violations.filter(({ pack: name }) => name === pack.name);
  const cases = pack.rules.map(({ rule }) => testCase(rule.id, pack.name, own, report));
  const failed = own.filter(isFailure).length;
  return [
    `  <testsuite name="${escaped(pack.name)}" tests="${pack.rules.length}" failures="${failed}" errors="0">`,
    ...cases,
    "  </testsuite>",
  ].join("\n");
}

/** Waivers that have expired, match nothing or cover too much fail as mandatory rules do. */
function waiverSuite({ waiverFindings }: PolicyReport): string {
  const failures = waiverFindings.map((finding) => {
    const text = escaped(waiverText(finding));
    return `      <failure message="${text}">${escaped(finding.waiver.resource)}</failure>`;
  });
  const testcase = '    <testcase classname="waivers" name="waiver-is-current"';
  return [
    `  <testsuite name="waivers" tests="1" failures="${failures.length}" errors="0">`,
    ...(failures.length === 0 ? [`${testcase}/>`] : [`${testcase}>`, ...failures, "    </testcase>"]),
    "  </testsuite>",
  ].join("\n");
}

function testCase(rule: string, pack: string, violations: readonly Violation[], report: PolicyReport): string {
  const own = violations.filter((violation) => violation.rule === rule);
  const failures = own
    .filter(isFailure)
    .map(
      ({ message, urn, fix }) => `      <failure message="${escaped(message)}">${escaped(`${urn}\n${fix}`)}</failure>`,
    );
  const notes = [
    ...own
      .filter((violation) => !isFailure(violation))
      .map(({ level, message, urn }) => `${level}: ${message} (${urn})`),
    ...report.undecided
      .filter((entry) => entry.rule === rule && entry.pack === pack)
      .map(({ reason, path, urn }) => `undecided: ${path} ${reason} (${urn})`),
    ...report.waived
      .filter((entry) => entry.rule === rule && entry.pack === pack)
      .map(({ urn, waiver }) => `waived: ${waiver.reason} (${urn})`),
  ];
  const output = notes.length === 0 ? [] : [`      <system-out>${escaped(notes.join("\n"))}</system-out>`];
  const inside = [...failures, ...output];
  const opening = `    <testcase classname="${escaped(pack)}" name="${escaped(rule)}"`;
  return inside.length === 0 ? `${opening}/>` : [`${opening}>`, ...inside, "    </testcase>"].join("\n");
}

/** XML takes no control characters but tab and line ends. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "�")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
  );
}
