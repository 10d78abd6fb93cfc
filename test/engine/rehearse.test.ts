import assert from "node:assert/strict";
import { join } from "node:path";
import { findEngine } from "../../planner/engine";
import { readProject } from "../../planner/project/project";
import { chosenStacks } from "../../planner/project/stacks";
import {
  isClean,
  type RehearsalDocument,
  type RehearsalOptions,
  rehearse,
  SCENARIOS,
  type StackReport,
} from "../../planner/rehearse";

const FIXTURE = join(__dirname, "..", "fixtures", "engine");

/** Building the engine takes minutes, once per machine. */
const BUILD_MS = 900_000;

async function rehearseFixture(
  stack: string,
  faults: RehearsalOptions["faults"] = "none",
  options: Pick<RehearsalOptions, "minutes"> = {},
  folder = FIXTURE,
): Promise<RehearsalDocument> {
  const project = readProject(folder);
  return rehearse({
    engine: await findEngine(),
    project,
    stacks: chosenStacks(project, [stack]),
    faults,
    seed: "test",
    policyPacks: [],
    progress: () => undefined,
    ...options,
  });
}

/** What the cloud does to the engine; the engine's own death has a test of its own, and no stack here has two regions. */
const CLOUD_FAULTS = SCENARIOS.map(({ name }) => name).filter((name) => name !== "kill" && name !== "failover");

describe("a rehearsal on the real engine", function () {
  this.timeout(BUILD_MS);

  /** Everything that befalls the sound stack, gone through once for all that is asked of it. */
  let sound: StackReport | undefined;

  before(async () => {
    [sound] = (await rehearseFixture("sound", CLOUD_FAULTS)).stacks;
  });

  it("brings a stack up, finds nothing more to do, updates it, and takes it down, whatever goes wrong", () => {
    const report = sound;
    assert.deepEqual(report?.problems, []);
    assert.deepEqual(report.faults.failed, []);
    assert.deepEqual(report.leftovers, []);
    assert.deepEqual(report.faults.scenarios.map(({ name }) => name).sort(), [...CLOUD_FAULTS].sort());
    assert.ok(report.faults.scenarios.every(({ injected }) => injected > 0));
    assert.equal(report.faults.survived, report.faults.injected);
    assert.ok(isClean(report));
    assert.ok(report.minutes > 0);
  });

  it("tries one fault at least, though no time is left, and says what it did not begin", async () => {
    const { stacks, skipped } = await rehearseFixture("sound", "all", { minutes: 0 });
    const tried = stacks.flatMap(({ faults }) => faults.scenarios);
    assert.deepEqual(tried.map(({ name }) => name).sort(), ["drift", "failover"]);
    assert.ok(tried.some(({ injected }) => injected > 0));
    assert.deepEqual(skipped.map(({ scenario }) => scenario).sort(), [
      "create",
      "delete",
      "kill",
      "throttle",
      "timeout",
    ]);
  });

  it("recovers from the engine's death at any point", async () => {
    const [report] = (await rehearseFixture("long", ["kill"])).stacks;
    assert.deepEqual(report?.faults.failed, []);
    assert.equal(report.faults.survived, report.faults.injected);
    assert.equal(report.faults.injected, 12, "ten on the way up, two on the way down");
  });

  it("deploys what is needed before what needs it, and destroys it after", () => {
    const order = (op: string, type: string): number =>
      sound?.operations.findIndex((one) => one.op === op && one.urn.includes(`::${type}::`)) ?? -1;
    assert.ok(order("create", "aws:ec2/vpc:Vpc") < order("create", "aws:ec2/subnet:Subnet"));
    assert.ok(order("delete", "aws:ec2/subnet:Subnet") < order("delete", "aws:ec2/vpc:Vpc"));
    assert.ok(order("delete", "aws:ec2/subnet:Subnet") > 0);
  });

  it("fails when a dependency is missing, and says what the cloud refused", async () => {
    const [report] = (await rehearseFixture("misordered")).stacks;
    assert.ok(report !== undefined && !isClean(report));
    assert.match(report.problems.join("\n"), /up failed: role names worker: there is no such aws:iam\/role:Role/);
    assert.deepEqual(report.leftovers, []);
  });

  it("fails when a secret stands in the state as plain text", async () => {
    const [report] = (await rehearseFixture("leaking")).stacks;
    assert.ok(report !== undefined && !isClean(report));
    assert.match(report.problems.join("\n"), /the secret "secr…" stands in/);
  });

  it("fails when the program does not compile, with the place", async () => {
    const folder = join(__dirname, "..", "fixtures", "programs", "syntax");
    await assert.rejects(rehearseFixture("dev", "none", {}, folder), {
      name: "UncompiledError",
      message: /^The program does not compile:\nindex\.ts:\d+:\d+: Expected "}" but found end of file/,
    });
  });
});
