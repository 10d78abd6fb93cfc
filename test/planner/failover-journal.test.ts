import assert from "node:assert/strict";
import * as fc from "fast-check";
import { worstLoss } from "../../planner/proofs/recovery-backups";
import { newestSurvivor, worstOfDay } from "../../planner/rehearse/failover/journal";

const MINUTES_OF_THREE_DAYS = 3 * 24 * 60;

describe("rehearse: the journal of writes", () => {
  it("loses what was on its way where copies follow by themselves", () => {
    assert.deepEqual(worstOfDay({ kind: "continuous", lagMinutes: 5 }), {
      lostMinutes: 5,
      lostWrites: 5,
      lostAt: "00:00",
    });
    assert.equal(worstOfDay({ kind: "continuous", lagMinutes: 0 }).lostWrites, 0);
  });

  it("loses an interval, a window and the way where copies are backups, just before the next one arrives", () => {
    const hourly = { kind: "backup", intervalMinutes: 60, windowMinutes: 60, copyMinutes: 30 } as const;
    assert.deepEqual(worstOfDay(hourly), { lostMinutes: 150, lostWrites: 150, lostAt: "00:30" });
    // A minute later the next copy is there.
    const lostAt = MINUTES_OF_THREE_DAYS - 24 * 60 + 30;
    assert.equal(lostAt - (newestSurvivor(hourly, lostAt) ?? 0), 150);
    assert.equal(lostAt + 1 - (newestSurvivor(hourly, lostAt + 1) ?? 0), 91);
  });

  it("loses everything where nothing bounds the way, or nothing leaves", () => {
    assert.equal(worstOfDay({ kind: "none" }).lostMinutes, null);
    assert.equal(worstOfDay({ kind: "continuous", lagMinutes: null }).lostMinutes, null);
    assert.ok(worstOfDay({ kind: "none" }).lostWrites > MINUTES_OF_THREE_DAYS - 24 * 60);
  });

  it("comes to what the proof works out, whatever the schedule", () => {
    const divisors = [15, 20, 30, 60, 120, 180, 240, 360, 720, 1440];
    fc.assert(
      fc.property(
        fc.constantFrom(...divisors),
        fc.integer({ min: 0, max: 480 }),
        fc.integer({ min: 0, max: 120 }),
        (intervalMinutes, windowMinutes, copyMinutes) => {
          const copying = { kind: "backup", intervalMinutes, windowMinutes, copyMinutes } as const;
          assert.equal(worstOfDay(copying).lostMinutes, worstLoss(copying));
        },
      ),
      { numRuns: 40 },
    );
  });
});
