import { createHash } from "node:crypto";
import type { StackPlan } from "../../plan/document";
import { previewOnly } from "../../plan/render-policies";
import { CLOUDS } from "../../plan/summary";
import { Markup, markup } from "../markup";
import { dataTable, dollars } from "./parts";
import { anchorOf, customCount, stackSection } from "./stack";
import { PAGE_SCRIPT, PAGE_STYLE } from "./style";

/**
 * The plan as one page that needs nothing else: no network, no fonts, no scripts but its own, and its content policy allows no
 * others. The same plan gives the same bytes.
 */
export async function reportPage(stacks: readonly StackPlan[]): Promise<string> {
  const sections: Markup[] = [];
  for (const plan of stacks) {
    sections.push(await stackSection(plan));
  }
  const title = stacks.length === 1 ? `Plan of ${stacks[0]?.name ?? ""}` : `Plan of ${stacks.length} stacks`;
  const policy = `default-src 'none'; style-src '${digest(PAGE_STYLE)}'; script-src '${digest(PAGE_SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header>
<h1>${title}</h1>
<p class="quiet">Planned offline against a simulated cloud: nothing here exists because of this page.</p>
</header>
<main id="content">
${summary(stacks)}
<nav aria-label="Stacks"><ul>${stacks.map((plan) => markup`<li><a href="#${anchorOf(plan)}">${plan.name}</a></li>`)}</ul></nav>
${sections}</main>
<script>${new Markup(PAGE_SCRIPT)}</script>
</body>
</html>
`.text;
}

function summary(stacks: readonly StackPlan[]): Markup {
  const columns = [
    { title: "Stack" },
    ...CLOUDS.map(({ title }) => ({ title, number: true })),
    { title: "Resources", number: true },
    { title: "A month", number: true },
    { title: "Minutes", number: true },
    { title: "Violations", number: true },
    { title: "Exposed", number: true },
    { title: "Warnings", number: true },
  ];
  const rows = stacks.map((plan) => [
    markup`<a href="#${anchorOf(plan)}">${plan.name}</a>`,
    ...CLOUDS.map(({ packages }) => inPackages(plan, packages)),
    customCount(plan),
    dollars(plan.cost.monthlyUsd),
    plan.deploy.minutes,
    plan.policy.violations.length + previewOnly(plan.policy).length,
    plan.exposure.length,
    plan.warnings.length + plan.unmodelled.length,
  ]);
  return dataTable("The stacks at a glance", columns, rows);
}

function inPackages(plan: StackPlan, packages: readonly string[]): number {
  return plan.resources.filter((one) => one.custom && packages.includes(one.type.split(":")[0] ?? "")).length;
}

/** How a content policy names a style or a script that it allows. */
function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
