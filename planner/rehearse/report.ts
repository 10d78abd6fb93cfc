import type { FailoverReport } from "./failover";
import type { Life } from "./lifecycle";
import type { Outcome } from "./scenarios";

/** What a rehearsal says of the stacks, as JSON. */
export interface RehearsalDocument {
  readonly version: 1;
  /** Chooses which faults a sample holds, and which resources they meet. */
  readonly seed: string;
  readonly stacks: readonly StackReport[];
  /** Scenarios that were drawn, and not begun: for want of time, or because the stack did not come up without faults. */
  readonly skipped: readonly { readonly stack: string; readonly scenario: string }[];
}

export interface StackReport {
  readonly name: string;
  /** Everything that the engine did in the life without faults, in the order in which it ended. */
  readonly operations: readonly ReportedOperation[];
  /** By the simulated clock: how long the first deployment would take in the real clouds. */
  readonly minutes: number;
  /** The same for the commands after it. */
  readonly laterMinutes: { readonly update: number; readonly destroy: number };
  /** What exists after everything was destroyed, and should not. */
  readonly leftovers: readonly string[];
  /** What exists after everything was destroyed because the program retains it. */
  readonly retained: readonly string[];
  /** What went wrong in the life without faults. */
  readonly problems: readonly string[];
  readonly faults: FaultReport;
  /** What the loss of a region came to; empty where it was not rehearsed, or where nothing is critical. */
  readonly failovers: readonly FailoverReport[];
}

export interface ReportedOperation {
  readonly command: string;
  readonly op: string;
  readonly urn: string;
}

export interface FaultReport {
  /** Faults that were injected, all scenarios together. */
  readonly injected: number;
  /** Those of scenarios that ended as they should. */
  readonly survived: number;
  readonly scenarios: readonly ScenarioReport[];
  readonly failed: readonly { readonly scenario: string; readonly problems: readonly string[] }[];
}

export interface ScenarioReport {
  readonly name: string;
  readonly injected: number;
}

/** Whether everything went as it should. */
export function isClean(report: StackReport): boolean {
  return report.problems.length === 0 && report.leftovers.length === 0 && report.faults.failed.length === 0;
}

/** How a scenario went, and whose it was. */
export interface ScenarioOutcome extends Outcome {
  readonly stack: string;
  readonly scenario: string;
}

export function reportOf(name: string, life: Life, outcomes: readonly ScenarioOutcome[]): StackReport {
  const { operations, minutes, leftovers, retained, problems } = life;
  return {
    name,
    operations: operations.map(({ command, op, urn }) => ({ command, op, urn })),
    minutes: minutes.up,
    laterMinutes: { update: minutes.update, destroy: minutes.destroy },
    leftovers,
    retained,
    problems,
    faults: faultsOf(outcomes),
    failovers: outcomes.flatMap(({ failovers }) => failovers ?? []),
  };
}

function faultsOf(outcomes: readonly ScenarioOutcome[]): FaultReport {
  const sum = (list: readonly Outcome[]): number => list.reduce((total, one) => total + one.injected, 0);
  return {
    injected: sum(outcomes),
    survived: sum(outcomes.filter((one) => one.problems.length === 0)),
    scenarios: outcomes.map(({ scenario: name, injected }) => ({ name, injected })),
    failed: outcomes.filter((one) => one.problems.length > 0).map(({ scenario, problems }) => ({ scenario, problems })),
  };
}
