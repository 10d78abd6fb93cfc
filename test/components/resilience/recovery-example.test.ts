import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { judgePolicies } from "../../../planner/proofs/policy";
import { judgeRecovery } from "../../../planner/proofs/recovery";
import { recordProgram } from "../../../planner/recorder";
import { PACKS } from "../../../policies/packs";

/** As the Node language host loads a program. */
function program(): Record<string, unknown> {
  return createRequire(__filename)("../../../examples/recovery");
}

describe("examples/recovery", () => {
  let recording: Awaited<ReturnType<typeof recordProgram>>;
  before(async () => {
    const secrets = ["ordersMaster", "accountsUser", "accountsMaster"].map((name) => `example-recovery:${name}`);
    recording = await recordProgram(() => ({ ...program() }), {
      project: "example-recovery",
      config: Object.fromEntries(secrets.map((name) => [name, `${name}-long-enough`])),
      secretConfig: secrets,
    });
  });

  it("loses half an hour of images at most, and answers again within a quarter of an hour", () => {
    assert.deepEqual(
      judgeRecovery(recording).map(({ service, rpo, rto, met }) => [service, rpo.minutes, rto.minutes, met]),
      [
        ["order", 30, 13, true],
        ["user", 30, 13, true],
      ],
    );
  });

  it("stands in two regions, and no type is unknown to the simulated cloud", () => {
    assert.match(String(recording.outputs["copies"]), /us-west-2/);
    const unknown = recording.resources.filter(({ modelled }) => !modelled).map(({ type }) => type);
    assert.deepEqual(unknown, []);
    assert.deepEqual(recording.warnings, []);
  });

  it("breaks no mandatory rule and leaves none undecided", () => {
    const judging = { packs: PACKS, today: "2026-11-21", stack: "example-prod", environment: "prod" };
    const { violations, undecided } = judgePolicies(recording, judging);
    assert.deepEqual(
      violations.filter(({ level }) => level === "mandatory").map(({ rule, urn, path }) => `${rule} ${urn} ${path}`),
      [],
    );
    assert.deepEqual(undecided, []);
  });
});
