import { deepEqual, ok } from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { recordProgram } from "../../planner/recorder";
import { evaluate } from "../../policies/engine";
import { PACKS } from "../../policies/packs";
import { resourcesOf } from "./from-recording";
import { INSECURE, runInsecure } from "./insecure-program";

const PROGRAMS = readdirSync(INSECURE).map((file) => basename(file, ".ts"));

describe("insecure programs", () => {
  it("are thirty at least", () => ok(PROGRAMS.length >= 30));

  // A program is named by the rule that must refuse it, and no other may.
  for (const rule of PROGRAMS) {
    it(`refuses by ${rule} alone`, async () => {
      const recording = await recordProgram(() => runInsecure(rule), { stack: "shop-prod" });
      const report = evaluate(resourcesOf(recording), { packs: PACKS, environment: "prod", today: "2026-11-21" });
      const mandatory = report.violations.filter(({ level }) => level === "mandatory");
      deepEqual([...new Set(mandatory.map((violation) => violation.rule))], [rule]);
      deepEqual(report.undecided, []);
    });
  }
});
