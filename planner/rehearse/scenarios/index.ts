import { createFailures, deleteFailures, throttling, timeouts } from "./calls";
import { drift } from "./drift";
import { failover } from "./failover";
import { kills } from "./kill";
import type { Scenario } from "./scenario";

/** The faults of a rehearsal, the cheapest first. */
export const SCENARIOS: readonly Scenario[] = [
  drift,
  failover,
  deleteFailures,
  timeouts,
  throttling,
  kills,
  createFailures,
];

export type { Outcome, Scenario, Scene } from "./scenario";
