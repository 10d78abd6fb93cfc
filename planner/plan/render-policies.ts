import { type Findings, findingLines } from "../../policies";
import { allViolations } from "../proofs/policy";
import type { Painter } from "../terminal/style";
import { wrap } from "../terminal/table";
import type { PolicySummary } from "./document";
import { MANDATORY } from "./verdict";

/** Findings of one rule that are written out. */
const SHOWN_FINDINGS = 3;
const INDENT = 4;

/** How the judgement came out, in a line; another where the values of a preview were judged too. */
export function renderVerdict(policy: PolicySummary, paint: Painter): readonly string[] {
  const { evaluated, undecided, violations, waived, waiverFindings, preview } = policy;
  if (evaluated === 0) {
    return [];
  }
  const faults =
    waiverFindings.length === 0 ? "" : `, ${paint.bad(`${counted(waiverFindings.length, "waiver")} at fault`)}`;
  return [
    `Policies: ${verdict(violations, paint)} in ${evaluated} judgements; ${undecided.length} undecided, ${waived.length} waived${faults}.`,
    ...(preview === undefined
      ? []
      : [
          `Policies, by what a preview knows: ${verdict(preview.violations, paint)} in ${preview.evaluated}; ${preview.undecided.length} undecided.`,
        ]),
  ];
}

function verdict(violations: PolicySummary["violations"], paint: Painter): string {
  return violations.length === 0 ? paint.good("no violation") : paint.bad(counted(violations.length, "violation"));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What the rules found: where, what is wrong and how to mend it; what is undecided, waived, and what would put it right. */
export function renderFindings(policy: PolicySummary, paint: Painter): string {
  const emphasize = (text: string, level: string): string =>
    level === MANDATORY ? paint.bad(text) : level === "remedy" ? paint.good(text) : paint.warn(text);
  const section = (title: string, findings: Partial<Findings>): readonly string[] => {
    const style = { indent: INDENT, limit: SHOWN_FINDINGS, emphasize };
    const lines = findingLines({ ...NOTHING, ...findings }, style);
    return lines.length === 0 ? [] : [`  ${paint.bold(title)}`, ...lines];
  };
  const undecided = policy.undecided.map(({ rule, urn, path, message }) => ({ rule, urn, text: `${path} ${message}` }));
  return [
    ...section("Findings", { ...policy, undecided }),
    ...section("Findings by what a preview knows", { violations: previewOnly(policy) }),
    ...renderOpen(policy.preview, paint),
  ].join("\n");
}

const NOTHING: Findings = { violations: [], undecided: [], waived: [], waiverFindings: [], remediations: [] };

/** Violations that complete values do not show as well. */
export function previewOnly({ violations, preview }: PolicySummary): PolicySummary["violations"] {
  return allViolations(violations, preview?.violations).slice(violations.length);
}

/** A preview leaves hundreds of judgements open, since ARNs are unknown: told by rule. */
function renderOpen(preview: PolicySummary["preview"], paint: Painter): readonly string[] {
  const counts = new Map<string, number>();
  for (const { rule } of preview?.undecided ?? []) {
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const text = [...counts].map(([rule, count]) => `${rule} (${count})`).join(", ");
  return text === ""
    ? []
    : [`  ${paint.bold("Undecided by what a preview knows; --json and --html list each")}`, wrap(text, INDENT)];
}
