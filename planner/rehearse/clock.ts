import { SimulatedCloud } from "../../simulator";
import type { Operation } from "./runs";
import type { StateResource } from "./state";

/** What a call takes where the type's model says nothing, in minutes. */
const CALL_MINUTES = 0.05;

/** Precision of what is reported, in minutes. */
const TENTH = 10;

/**
 * How long the operations would take in a real cloud, if everything that is free to run runs at once: the longest chain
 * of typical durations. Creation follows the dependencies; deletion runs against them.
 *
 * @param resources the state that holds what the operations speak of: after an update, before a destruction
 */
export function simulatedMinutes(operations: readonly Operation[], resources: readonly StateResource[]): number {
  const cloud = new SimulatedCloud();
  const own = new Map<string, number>();
  for (const { urn, op, type } of operations) {
    const minutes = cloud.model(type)?.minutes;
    const typical = op.startsWith("delete") ? minutes?.delete : op === "update" ? minutes?.update : minutes?.create;
    own.set(urn, (own.get(urn) ?? 0) + (type.startsWith("pulumi:") ? 0 : (typical ?? CALL_MINUTES)));
  }
  const dependencies = new Map(
    resources.map((one) => [one.urn, [...(one.dependencies ?? []), ...(one.parent === undefined ? [] : [one.parent])]]),
  );
  return Math.round(longestChain(own, dependencies) * TENTH) / TENTH;
}

/** A chain is as long forwards as backwards, so that one direction serves for both. */
function longestChain(own: ReadonlyMap<string, number>, dependencies: ReadonlyMap<string, readonly string[]>): number {
  const finishes = new Map<string, number>();
  const finishOf = (urn: string): number => {
    const known = finishes.get(urn);
    if (known !== undefined) {
      return known;
    }
    finishes.set(urn, 0);
    const before = (dependencies.get(urn) ?? []).map(finishOf);
    const finish = Math.max(0, ...before) + (own.get(urn) ?? 0);
    finishes.set(urn, finish);
    return finish;
  };
  return Math.max(0, ...[...own.keys()].map(finishOf));
}
