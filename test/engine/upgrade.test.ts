import assert from "node:assert/strict";
import { mkdtempSync, readdirSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine } from "../../planner/engine";
import { type ProjectStack, readProject } from "../../planner/project/project";
import { chosenStacks } from "../../planner/project/stacks";
import { type RehearsalOptions, rehearse, type StackReport } from "../../planner/rehearse";
import { readStoredState } from "../../planner/rehearse/upgrade";

const REPOSITORY = join(__dirname, "..", "..");
const STATES = join(__dirname, "states");
const FIXTURE = readProject(join(__dirname, "..", "fixtures", "engine"));

/** Building the engine takes minutes, once per machine. */
const BUILD_MS = 900_000;

async function rehearseOne(stack: ProjectStack, folders: Partial<RehearsalOptions>): Promise<StackReport> {
  const { stacks } = await rehearse({
    engine: await findEngine(),
    project: FIXTURE,
    stacks: [stack],
    faults: "none",
    seed: "test",
    policyPacks: [],
    progress: () => undefined,
    ...folders,
  });
  const [report] = stacks;
  assert.ok(report !== undefined);
  return report;
}

/** Texts in a stored state that a reader of the repository must not find. */
function indiscretions(text: string): readonly string[] {
  const secrets = readProject(REPOSITORY).stacks.flatMap(({ config, secretConfig }) =>
    secretConfig.flatMap((key) => config[key] ?? []),
  );
  return ['"plaintext"', REPOSITORY, homedir(), join(tmpdir(), "estate"), ...secrets].filter((one) =>
    text.includes(one),
  );
}

describe("an upgrade", function () {
  this.timeout(BUILD_MS);

  it("fails when it replaces what holds data, and passes when it does not", async () => {
    const states = mkdtempSync(join(tmpdir(), "estate-states-"));
    const [sound] = chosenStacks(FIXTURE, ["sound"]);
    assert.ok(sound !== undefined);
    await rehearseOne(sound, { saveStates: states });
    assert.deepEqual((await rehearseOne(sound, { states })).problems, []);
    const rekeyed = { ...sound, config: { ...sound.config, "rehearsed-shop:fault": "rekeyed" } };
    assert.deepEqual((await rehearseOne(rekeyed, { states })).problems, [
      "an upgrade would replace urn:pulumi:sound::rehearsed-shop::aws:dynamodb/table:Table::orders, " +
        "which holds data, and no decision names aws:dynamodb/table:Table::orders",
    ]);
    const stored = JSON.stringify(readStoredState(join(states, "sound.json.br")));
    assert.ok(stored.includes('"ciphertext"'));
    assert.deepEqual(indiscretions(stored), []);
  });

  for (const file of readdirSync(STATES)) {
    it(`over ${file} starts from a state without secrets in clear and without a machine's paths`, () => {
      assert.deepEqual(indiscretions(JSON.stringify(readStoredState(join(STATES, file)))), []);
    });
  }
});
