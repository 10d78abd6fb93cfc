import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { SilenceWatch } from "../../planner/rehearse/silence";

describe("the watch on an engine's silence", () => {
  it("ends what says nothing, and nothing that goes on", async () => {
    const silent = new SilenceWatch(20);
    const lively = new SilenceWatch(2_000);
    lively.heard();
    await pause(100);
    assert.deepEqual([silent.signal.aborted, lively.signal.aborted], [true, false]);
    lively.stop();
  });

  it("ends nothing once it is stopped", async () => {
    const stopped = new SilenceWatch(20);
    stopped.stop();
    await pause(100);
    assert.equal(stopped.signal.aborted, false);
  });
});
