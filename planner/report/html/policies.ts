import { diffLines } from "../../../policies/engine";
import type { PolicyRemediation, PolicySummary } from "../../plan/document";
import { previewOnly } from "../../plan/render-policies";
import { type Markup, markup } from "../markup";
import { dataTable, filterField, nameOf } from "./parts";

/** What the policies found, what they could not judge, what is waived, and what would put resources right. */
export function policies(policy: PolicySummary, id: string): Markup {
  const { evaluated, violations, undecided, waived, waiverFindings, remediations, preview } = policy;
  if (evaluated === 0) {
    return markup`<p>No policy was asked.</p>`;
  }
  const found = [
    ...violations.map((one) => [one.rule, one.level, nameOf(one.urn), one.message, one.fix]),
    ...previewOnly(policy).map((one) => [
      one.rule,
      `${one.level}, in a preview`,
      nameOf(one.urn),
      one.message,
      one.fix,
    ]),
    ...undecided.map((one) => [one.rule, "undecided", nameOf(one.urn), `${one.path} ${one.message}`, ""]),
    ...waived.map((one) => [one.rule, `waived until ${one.expires}`, nameOf(one.urn), one.reason, `by ${one.owner}`]),
    ...waiverFindings.map((one) => ["(waivers)", "mandatory", "", one.message, ""]),
  ];
  const columns = ["Rule", "Level", "Resource", "Finding", "What to do"].map((title) => ({ title }));
  return markup`<p>${verdict(violations)} in ${evaluated} judgements; ${undecided.length} undecided, because a value is known only to the cloud; ${waived.length} waived.</p>
${found.length === 0 ? markup`` : dataTable("What the policies found", columns, found)}
${previewed(preview, `${id}-preview`)}${remedies(remediations)}`;
}

function verdict({ length }: PolicySummary["violations"]): Markup {
  return length === 0
    ? markup`<span class="good">No violation</span>`
    : markup`<span class="bad">${length} ${length === 1 ? "violation" : "violations"}</span>`;
}

/** The judgement of what a preview knows, with everything that it leaves open. */
function previewed(preview: PolicySummary["preview"], id: string): Markup {
  if (preview === undefined) {
    return markup``;
  }
  const rows = preview.undecided.map(({ rule, urn, path, message }) => [rule, nameOf(urn), path, message]);
  const columns = ["Rule", "Resource", "Where", "Why"].map((title) => ({ title }));
  const list = markup`<details><summary>${rows.length} undecided by what a preview knows</summary>
${filterField(id, "Show what is undecided with")}
${dataTable("What a preview leaves open", columns, rows, id)}</details>
`;
  return markup`<p>By what a preview knows: ${verdict(preview.violations)} in ${preview.evaluated} judgements.</p>
${rows.length === 0 ? markup`` : list}`;
}

function remedies(remediations: readonly PolicyRemediation[]): Markup {
  const one = ({ rule, urn, changes }: PolicyRemediation): Markup =>
    markup`<p>${rule}: ${nameOf(urn)}</p>
<pre>${diffLines(changes).join("\n")}</pre>
`;
  return remediations.length === 0
    ? markup``
    : markup`<details><summary>${remediations.length} would be put right by a rule at the level "remediate"</summary>
${remediations.map(one)}</details>
`;
}
