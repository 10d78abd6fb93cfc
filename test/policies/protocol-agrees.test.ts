import { deepEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { readProject } from "../../planner/project/project";
import { recordProgram } from "../../planner/recorder";
import {
  evaluate,
  isList,
  isObject,
  isSecret,
  type Pack,
  type PolicyObject,
  type PolicyResource,
  type PolicyValue,
  REMOVED,
  Secret,
} from "../../policies/engine";
import { PACKS } from "../../policies/packs";
import { WAIVERS } from "../../policies/waivers";
import { Analyzer } from "./analyzer";
import { resourcesOf } from "./from-recording";
import { hasPlace, mutated } from "./mutate";

/** A stack without clusters' cloud, and one with a cluster on AWS. Both are of one environment, which a pack's process has. */
const STACKS = ["cloudcommerce-staging", "cloudmart-staging"];
const ENVIRONMENT = "staging";
/** Rules of a pack that find something broken in each stack. */
const FAULTS = 8;
const PATIENCE_MS = 180_000;

/** The stack on complete values, with a few guarded properties broken: two judgements that find nothing agree too easily. */
async function broken(name: string): Promise<readonly PolicyResource[]> {
  const project = readProject(join(__dirname, "..", ".."));
  const stack = project.stacks.find((one) => one.name === name);
  const program: unknown = require(project.entry);
  ok(stack !== undefined && typeof program === "function");
  const { config, secretConfig } = stack;
  const recording = await recordProgram(() => program(), { project: project.name, stack: name, config, secretConfig });
  const changed = PACKS.reduce<readonly PolicyResource[]>(
    (resources, pack) => withFaults(pack, resources),
    resourcesOf(recording),
  );
  return changed.map((resource) => ({ ...resource, props: sortedObject(resource.props) }));
}

/** The protocol keeps no order of properties, and messages show values. */
function sortedObject(value: PolicyObject): PolicyObject {
  const sorted = (member: PolicyValue): PolicyValue => {
    if (isSecret(member)) {
      return new Secret(sorted(member.value));
    }
    return isList(member) ? member.map(sorted) : isObject(member) ? sortedObject(member) : member;
  };
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

function withFaults({ rules }: Pack, resources: readonly PolicyResource[]): readonly PolicyResource[] {
  let changed = resources;
  let faults = 0;
  for (const { rule } of rules) {
    for (const guard of rule.guards.slice(0, 1)) {
      const value = guard.broken.find((one) => one !== REMOVED);
      const types = guard.type === undefined ? rule.types : [guard.type];
      const target = changed.find(({ type, props }) => types.includes(type) && hasPlace(props, guard));
      const props = target === undefined || value === undefined ? undefined : mutated(target.props, guard, value);
      if (props !== undefined && faults < FAULTS) {
        changed = changed.map((resource) => (resource === target ? { ...resource, props } : resource));
        faults += 1;
      }
    }
  }
  return changed;
}

/** Every finding of a pack, as the engine would hear it. */
async function overProtocol(analyzer: Analyzer, resources: readonly PolicyResource[]): Promise<readonly string[]> {
  const each = await Promise.all(resources.map((one) => analyzer.analyze(one)));
  return [...each.flat(), ...(await analyzer.analyzeStack(resources))]
    .map(
      ({ policyname, enforcementlevel, description, message }) =>
        `${enforcementlevel} ${policyname}: ${withoutDescription(message, description)}`,
    )
    .sort();
}

/** `@pulumi/policy` writes a policy's description before each message. */
function withoutDescription(message: string, description: string): string {
  return message.startsWith(`${description}\n`) ? message.slice(description.length + 1) : message;
}

const LEVELS = { advisory: 0, mandatory: 1, remediate: 1, disabled: -1 };

function inProcess(pack: Pack, resources: readonly PolicyResource[]): readonly string[] {
  const report = evaluate(resources, {
    ...{ packs: [pack], environment: ENVIRONMENT, today: new Date().toISOString().slice(0, 10) },
    waivers: WAIVERS.filter(({ rule }) => pack.rules.some((entry) => entry.rule.id === rule)),
  });
  return [
    ...report.violations.map(({ rule, level, message, fix }) => `${LEVELS[level]} ${rule}: ${message} Fix: ${fix}`),
    ...report.undecided.map(
      ({ rule, path, reason }) =>
        `0 ${pack.name}-undecided: ${rule} is undecided at ${path || "the resource"}: ${reason}.`,
    ),
    ...report.waiverFindings.map(
      ({ waiver, problem }) =>
        `1 ${pack.name}-waivers: the waiver of ${waiver.rule} for ${waiver.resource} ${problem}.`,
    ),
  ].sort();
}

describe("packs over the protocol find what the plan finds", () => {
  const stacks = new Map<string, readonly PolicyResource[]>();
  let started: Promise<Analyzer> | undefined;
  const start = (pack: Pack | undefined) =>
    pack === undefined ? undefined : Analyzer.start(pack.name, STACKS[0] ?? "");

  before(async function () {
    this.timeout(PATIENCE_MS);
    started = start(PACKS[0]);
    for (const name of STACKS) {
      stacks.set(name, await broken(name));
    }
  });

  after(async () => (await started)?.stop());

  for (const [index, pack] of PACKS.entries()) {
    it(`${pack.name}, in ${STACKS.join(" and ")}`, async function () {
      this.timeout(PATIENCE_MS);
      const analyzer = await started;
      ok(analyzer !== undefined);
      // A pack takes seconds to start: the next one does while this one judges.
      started = start(PACKS[index + 1]);
      try {
        for (const [name, resources] of stacks) {
          const expected = inProcess(pack, resources);
          deepEqual(await overProtocol(analyzer, resources), expected, name);
        }
        ok([...stacks.values()].flatMap((resources) => inProcess(pack, resources)).length > 0);
      } finally {
        analyzer.stop();
      }
    });
  }
});
