import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { PACKS } from "../../policies";
import { UsageError } from "../errors";
import { PLAN_VERSION, type PlanDocument } from "../plan/document";
import { PREVIEW_MODES, type PreviewMode } from "../plan/messages";
import { progressReporter } from "../plan/progress";
import { renderFailure, renderPlan } from "../plan/render";
import { planStacks } from "../plan/run";
import { fails } from "../plan/verdict";
import { readProject } from "../project/project";
import { chosenStacks } from "../project/stacks";
import { reportPage } from "../report";
import { painter } from "../terminal/style";
import type { Command } from "./command";
import { DEFAULT_TIMEOUT_SECONDS } from "./stacks";
import { checkOutputs, writeOutput } from "./target";

const HELP = `Usage: estate plan [stack…] [options]

Plans stacks offline: runs their program in Pulumi's Node runtime against a simulated cloud. No Pulumi
CLI, login or cloud account is used, and nothing is changed anywhere.

Options:
  --program DIR      the Pulumi project to plan (default: the current folder)
  --json FILE|-      write the plan as JSON, by planner/plan/plan.schema.json; "-" is standard output
  --html FILE        write the plan as one page for a browser, which needs nothing else
  --tree             show every resource below its parent
  --preview WHEN     run the program again with what only a cloud knows left unknown: "needed" (default)
                     where a resource may hang on it, "always" to judge the policies on it too, "never"
  --reports DIR      write each stack's policy findings there: SARIF 2.1, JUnit, Markdown
  --packs NAMES|none policy packs that judge the stacks, comma-separated (default: all of them)
  --today DATE       the day on which waivers are judged, as 2026-11-21 (default: today)
  --timeout SECONDS  how long one program may run (default: ${DEFAULT_TIMEOUT_SECONDS})

Exit status: 0; 1 when a program or a mandatory policy fails, by complete values or by a preview's, a
waiver is at fault, or a critical service would not recover in time; 2 for wrong usage.
`;

export const planCommand: Command = {
  name: "plan",
  summary: "plan stacks offline: resources, policy, permissions, exposure, cost, time",
  help: HELP,
  async run(argv) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        program: { type: "string", default: "." },
        json: { type: "string" },
        html: { type: "string" },
        tree: { type: "boolean", default: false },
        preview: { type: "string", default: "needed" },
        reports: { type: "string" },
        packs: { type: "string" },
        today: { type: "string", default: new Date().toISOString().slice(0, "2026-11-21".length) },
        timeout: { type: "string", default: String(DEFAULT_TIMEOUT_SECONDS) },
      },
    });
    const project = readProject(values.program);
    checkOutputs({ files: { "--json": values.json, "--html": values.html }, folders: { "--reports": values.reports } });
    const results = await planStacks(project, chosenStacks(project, positionals), {
      preview: previewMode(values.preview),
      ...(values.reports === undefined ? {} : { reportsFolder: resolve(values.reports) }),
      packs: chosenPacks(values.packs),
      today: day(values.today),
      timeoutSeconds: seconds(values.timeout),
      onProgress: progressReporter(process.stderr),
    });
    // With the document on standard output, what is for people goes to the other stream.
    const stream = values.json === "-" ? process.stderr : process.stdout;
    const paint = painter(stream);
    for (const result of results) {
      const text =
        "plan" in result
          ? renderPlan(result.plan, { paint, tree: values.tree })
          : renderFailure(result.stack, result.failure, paint);
      stream.write(`${text}\n\n`);
    }
    const plans = results.flatMap((result) => ("plan" in result ? [result.plan] : []));
    if (values.json !== undefined) {
      const document: PlanDocument = { version: PLAN_VERSION, stacks: plans };
      writeOutput("--json", values.json, `${JSON.stringify(document, undefined, 2)}\n`);
    }
    if (values.html !== undefined) {
      writeOutput("--html", values.html, await reportPage(plans));
    }
    return plans.length === results.length && !plans.some(fails) ? 0 : 1;
  },
};

function previewMode(text: string): PreviewMode {
  const mode = PREVIEW_MODES.find((one) => one === text);
  if (mode === undefined) {
    throw new UsageError(`--preview takes one of ${PREVIEW_MODES.join(", ")}, not "${text}"`);
  }
  return mode;
}

function chosenPacks(text: string | undefined): readonly string[] {
  const known = PACKS.map((pack) => pack.name);
  if (text === undefined || text === "none") {
    return text === undefined ? known : [];
  }
  const names = text.split(",");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`--packs: there is no pack "${unknown}"; there are: ${known.join(", ")}`);
  }
  return names;
}

function day(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  // The 31st of February counts as the third of March.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(text)) {
    throw new UsageError(`--today takes a day such as 2026-11-21, not "${text}"`);
  }
  return text;
}

/** A timer of Node's that is set to more fires at once. */
const LONGEST_TIMEOUT = Math.floor((2 ** 31 - 1) / 1_000);

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= LONGEST_TIMEOUT)) {
    throw new UsageError(`--timeout takes a number of seconds above 0, up to ${LONGEST_TIMEOUT}, not "${text}"`);
  }
  return value;
}
