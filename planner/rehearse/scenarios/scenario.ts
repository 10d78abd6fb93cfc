import type { FailoverReport } from "../failover";
import type { Workspace } from "../workspace";

/** What a scenario works with. */
export interface Scene {
  /** A fresh stack with nothing deployed; with checkpoints its state is written at every step. */
  fresh(label: string, options?: { readonly checkpoints: boolean }): Promise<Workspace>;
  /** A copy of the stack as it stands deployed without faults. */
  deployed(label: string): Promise<Workspace>;
  /** Calls that a deployment makes. */
  readonly calls: number;
  /** Chooses among resources; printed, so that a failure can be repeated. */
  readonly seed: string;
  progress(text: string): void;
}

/** How a scenario went. */
export interface Outcome {
  /** Faults that happened. */
  readonly injected: number;
  /** What the estate did not survive, one sentence each. */
  readonly problems: readonly string[];
  /** What the loss of a region came to. */
  readonly failovers?: readonly FailoverReport[];
}

/** One way in which a deployment goes wrong. */
export interface Scenario {
  readonly name: string;
  /** What happens, in one line. */
  readonly title: string;
  /** The estate names figures for it: it is gone through before the others. @default false */
  readonly promised?: boolean;
  run(scene: Scene): Promise<Outcome>;
}
