import { deepEqual, ok } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type ProjectStack, readProject } from "../../planner/project/project";
import { evaluatePolicies } from "../../planner/proofs/policy";
import { type Recording, recordProgram } from "../../planner/recorder";
import { DEFAULT_THRESHOLDS, evaluate, type PolicyResource, packLevel, type Waiver } from "../../policies/engine";
import { PACKS } from "../../policies/packs";
import { RULES } from "../../policies/rules";
import { WAIVERS } from "../../policies/waivers";
import { resourcesOf } from "./from-recording";
import { type Mutation, mutations } from "./mutation";

const ROOT = join(__dirname, "..", "..");
const PRODUCTION = { environment: "prod", production: true, thresholds: DEFAULT_THRESHOLDS };

/** A stack in any cluster has the fewest. */
const MUTANTS_AT_LEAST = 100;

/** Mutants that are no faults, with the reason. */
const EQUIVALENT: readonly { readonly rule: string; readonly urn: RegExp; readonly reason: string }[] = [
  {
    rule: "queue-outlasts-its-function",
    urn: /::(events|cloudmart-(events|failures|people)|shop-unsearchable)-queue$/,
    reason: "no function reads the queue by a mapping: its messages may come back whenever they like",
  },
  {
    rule: "namespace-denies-by-default",
    urn: /namespace-(falco|filebeat|fluent-bit|istio-cni|node-exporter)-policy/,
    reason: "the rule leaves the namespaces of node agents alone",
  },
  {
    rule: "role-cannot-escalate",
    urn: /::[a-z0-9]+-(delivery|transfer)-/,
    reason: "the role's boundary does not let it attach policies, whatever its own policy says",
  },
];

function survivors(resources: readonly PolicyResource[]): {
  readonly count: number;
  readonly alive: readonly string[];
} {
  const all = [...mutations(RULES, resources, PRODUCTION)];
  const explained = ({ rule, urn }: Mutation): boolean =>
    EQUIVALENT.some((known) => known.rule === rule && known.urn.test(urn));
  const alive = all.filter((mutation) => !mutation.killed && !explained(mutation));
  return {
    count: all.length,
    alive: alive.map(({ rule, urn, path, value }) => `${rule}: ${path} = ${String(JSON.stringify(value))} of ${urn}`),
  };
}

/** Runs the project's program, which exports a function, for one stack. */
async function recorded(
  { name, config, secretConfig }: ProjectStack,
  project: { readonly name: string; readonly entry: string },
  mode: Recording["mode"],
): Promise<Recording> {
  const program: unknown = require(project.entry);
  ok(typeof program === "function");
  return recordProgram(() => program(), { project: project.name, stack: name, config, secretConfig, mode });
}

/** Every rule as strict as it is in production, whatever the environment. */
const PRODUCTION_LEVELS = Object.fromEntries(
  PACKS.flatMap(({ rules }) => rules.map((entry) => [entry.rule.id, packLevel(entry, "prod")])),
);

/** What production would refuse and another environment is meant to show, with the reason. */
const BY_DESIGN: readonly { readonly stack: string; readonly rule: string; readonly reason: string }[] = [
  {
    stack: "cloudmart-dev",
    rule: "azure-account-has-no-local-keys",
    reason: "the design prescribes stored Azure keys, which development alone uses; the plan tells them as advisory",
  },
];

describe("our stacks", () => {
  const project = readProject(ROOT);
  const usedWaivers = new Set<Waiver>();

  for (const stack of project.stacks) {
    const environment = stack.config[`${project.name}:environment`] ?? stack.name;
    let recording: Recording;
    let resources: readonly PolicyResource[] = [];

    before(async function () {
      this.timeout(120_000);
      recording = await recorded(stack, project, "known");
      resources = resourcesOf(recording);
    });

    it(`${stack.name} passes every pack, with nothing undecided and every waiver in use`, () => {
      const report = evaluate(resources, { packs: PACKS, environment, waivers: WAIVERS, today: "2026-11-21" });
      const mandatory = report.violations.filter(({ level }) => level === "mandatory");
      deepEqual(
        mandatory.map(({ rule, urn }) => `${rule}: ${urn}`),
        [],
      );
      deepEqual(report.undecided, []);
      deepEqual(report.waiverFindings, []);
      ok(report.outcomes.pass > 100);
      for (const { waiver } of report.waived) {
        usedWaivers.add(waiver);
      }
    });

    it(`${stack.name} passes every pack at production's levels`, () => {
      const settings = { levels: PRODUCTION_LEVELS };
      const report = evaluate(resources, {
        packs: PACKS,
        environment,
        settings,
        waivers: WAIVERS,
        today: "2026-11-21",
      });
      const meant = BY_DESIGN.filter((one) => one.stack === stack.name).map(({ rule }) => rule);
      const mandatory = report.violations.filter(({ level, rule }) => level === "mandatory" && !meant.includes(rule));
      deepEqual(
        mandatory.map(({ rule, urn }) => `${rule}: ${urn}`),
        [],
      );
      deepEqual(
        meant.filter((rule) => !report.violations.some((violation) => violation.rule === rule)),
        [],
      );
    });

    it(`${stack.name} raises no alarm by what a preview knows, though that leaves much undecided`, async function () {
      this.timeout(120_000);
      const preview = await recorded(stack, project, "preview");
      const judging = { packs: PACKS, stack: stack.name, environment, today: "2026-11-21" };
      const report = evaluatePolicies(preview, judging, recording);
      deepEqual(
        report.violations.filter(({ level }) => level === "mandatory").map(({ rule, urn }) => `${rule}: ${urn}`),
        [],
      );
      deepEqual(
        report.undecided.filter(({ reason }) => reason.startsWith("the rule failed")),
        [],
      );
      ok(report.evaluated >= evaluatePolicies(recording, judging).evaluated);
    });

    it(`${stack.name} loses no mutant: each guarded property, broken, brings an objection`, function () {
      this.timeout(120_000);
      const { count, alive } = survivors(resources);
      ok(count > MUTANTS_AT_LEAST, `only ${count} mutants`);
      deepEqual(alive, []);
    });
  }

  it("have fewer than ten waivers, each in use", () => {
    ok(WAIVERS.length < 10);
    deepEqual(
      WAIVERS.filter((waiver) => !usedWaivers.has(waiver)),
      [],
    );
  });
});

describe("our examples", () => {
  const EXAMPLES = join(ROOT, "examples");
  const config = { "aws:region": "us-east-1", "gcp:project": "shop" };

  for (const example of readdirSync(EXAMPLES).filter((name) =>
    ["data-tables", "functions", "network", "pipeline", "observability"].includes(name),
  )) {
    it(`${example} loses no mutant`, async () => {
      const recording = await recordProgram(() => require(join(EXAMPLES, example)), { stack: "shop-prod", config });
      deepEqual(survivors(resourcesOf(recording)).alive, []);
    });
  }
});
