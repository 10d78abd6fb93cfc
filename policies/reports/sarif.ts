import {
  type Level,
  type Pack,
  type PolicyReport,
  type Rule,
  type Severity,
  type Undecided,
  type Violation,
  type WaivedViolation,
  type WaiverFinding,
  waiverText,
} from "../engine";
import { printedReferences } from "./frameworks";
import { uniqueRules } from "./listing";

/** Where in the program a resource is made. */
export type SourceOf = (urn: string) => { readonly file: string; readonly line: number } | undefined;

const LEVELS: Readonly<Record<Level, "error" | "warning" | "note" | "none">> = {
  mandatory: "error",
  remediate: "warning",
  advisory: "note",
  disabled: "none",
};

/** As code scanning ranks them: 0 to 10. */
const RANKS: Readonly<Record<Severity, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "3.0" };

/** The report as SARIF 2.1.0, the form in which code scanning takes findings. */
export function toSarif(report: PolicyReport, packs: readonly Pack[], sourceOf: SourceOf = () => undefined): object {
  const rules = uniqueRules(packs);
  const index = new Map(rules.map(({ id }, position) => [id, position]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "multicloud-estate", semanticVersion: "0.1.0", rules: [...rules.map(descriptor), WAIVERS] },
        },
        columnKind: "utf16CodeUnits",
        results: [
          ...report.violations.map((violation) => result(violation, index, sourceOf)),
          ...report.waived.map((waived) => ({
            ...result(waived, index, sourceOf),
            suppressions: [suppression(waived)],
          })),
          ...report.undecided.map((doubt) => undecidedResult(doubt, index, sourceOf)),
          ...report.waiverFindings.map((finding) => waiverResult(finding, rules.length, sourceOf)),
        ],
      },
    ],
  };
}

function descriptor(rule: Rule): object {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: {
      text: rule.fix.text,
      markdown: `${rule.fix.text}\n\n\`\`\`${rule.fix.language ?? "typescript"}\n${rule.fix.code}\n\`\`\``,
    },
    properties: {
      "security-severity": RANKS[rule.severity],
      tags: ["security", ...printedReferences(rule).map(({ framework, control }) => `${framework} ${control}`)],
    },
  };
}

function result(violation: Violation, index: ReadonlyMap<string, number>, sourceOf: SourceOf): object {
  return {
    ruleId: violation.rule,
    ruleIndex: index.get(violation.rule) ?? -1,
    level: LEVELS[violation.level],
    message: { text: `${violation.message} ${violation.fix}` },
    locations: [location(violation.urn, sourceOf)],
    partialFingerprints: { "estate/v1": `${violation.rule}|${violation.urn}|${violation.path}` },
    properties: { pack: violation.pack, path: violation.path, expected: violation.expected },
  };
}

/** What could not be judged is no fault, and no pass either. */
function undecidedResult(doubt: Undecided, index: ReadonlyMap<string, number>, sourceOf: SourceOf): object {
  const { pack, rule, urn, path, reason } = doubt;
  return {
    ruleId: rule,
    ruleIndex: index.get(rule) ?? -1,
    level: "note",
    message: { text: `Undecided at ${path || "the resource"}: ${reason}.` },
    locations: [location(urn, sourceOf)],
    partialFingerprints: { "estate/v1": `${rule}|${urn}|${path}|undecided` },
    properties: { pack, path, undecided: true },
  };
}

/** Waivers that are at fault, as a rule of their own: packs refuse them too. */
const WAIVERS = {
  id: "waiver-is-current",
  shortDescription: { text: "Waivers are current and needed" },
  fullDescription: { text: "A waiver that has expired, matches nothing or covers too much hides faults." },
  help: {
    text: "Repair what the waiver allowed, or renew it with a reason that holds.",
    markdown: "Repair what the waiver allowed, or renew it with a reason that holds.",
  },
  properties: { "security-severity": RANKS.medium, tags: ["security"] },
} as const;

function waiverResult(finding: WaiverFinding, ruleIndex: number, sourceOf: SourceOf): object {
  const { rule, resource } = finding.waiver;
  return {
    ruleId: WAIVERS.id,
    ruleIndex,
    level: LEVELS.mandatory,
    message: { text: `${waiverText(finding)}.` },
    locations: [location(resource, sourceOf)],
    partialFingerprints: { "estate/v1": `${WAIVERS.id}|${rule}|${resource}|${finding.problem}` },
  };
}

function location(urn: string, sourceOf: SourceOf): object {
  const source = sourceOf(urn);
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(source?.file ?? "Pulumi.yaml"), uriBaseId: "%SRCROOT%" },
      region: { startLine: source?.line ?? 1 },
    },
    logicalLocations: [{ fullyQualifiedName: urn, kind: "resource", name: urn.split("::").at(-1) ?? "" }],
  };
}

function suppression({ waiver }: WaivedViolation): object {
  return {
    kind: "inSource",
    status: "accepted",
    justification: `${waiver.reason} (${waiver.owner}, until ${waiver.expires})`,
  };
}
