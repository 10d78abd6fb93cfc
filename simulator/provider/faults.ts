import { createHash } from "node:crypto";
import type { CloudCall, CloudInventory } from "./inventory";

/** What goes wrong, on top of what the program itself gets wrong. */
export interface FaultSettings {
  /** Every resource's first creation fails. */
  readonly createFailsFirst?: boolean;
  /** Every n-th call is throttled. */
  readonly throttleEvery?: number;
  /** One delete in so many fails at its first try, chosen by the seed. */
  readonly deleteFailsOneIn?: number;
  /** One creation in so many is done but reported as timed out, chosen by the seed. */
  readonly createTimesOutOneIn?: number;
  /** Kills the engine that makes the n-th call, before the cloud acts or after it, in either case unanswered. */
  readonly kill?: { readonly atCall: number; readonly moment: "before" | "after" };
  /** Length of each call, in milliseconds of real time. */
  readonly delayMs?: number;
  /** Chooses among resources. @default "" */
  readonly seed?: string;
}

/** What happens to one call. */
export type Verdict =
  | { readonly kind: "proceed" }
  | { readonly kind: "refuse"; readonly fault: string; readonly message: string }
  /** The cloud acts, and the caller is told that it did not finish in time. */
  | { readonly kind: "timeout"; readonly fault: string; readonly message: string }
  | { readonly kind: "kill"; readonly fault: string; readonly moment: "before" | "after" };

const PROCEED: Verdict = { kind: "proceed" };

/** Decides on a call that the inventory has just recorded. */
export function judge(call: CloudCall, settings: FaultSettings, inventory: CloudInventory): Verdict {
  const number = inventory.calls.length;
  const first = inventory.attemptsOf(call.method, call.urn) === 1;
  if (settings.kill !== undefined && number === settings.kill.atCall) {
    return { kind: "kill", fault: `kill-${settings.kill.moment}`, moment: settings.kill.moment };
  }
  if (settings.throttleEvery !== undefined && number % settings.throttleEvery === 0) {
    return { kind: "refuse", fault: "throttle", message: "ThrottlingException: Rate exceeded" };
  }
  if (settings.createFailsFirst === true && call.method === "create" && first) {
    return { kind: "refuse", fault: "create", message: "InternalFailure: the service could not make the resource" };
  }
  if (call.method === "delete" && first && chosen(call.urn, settings.deleteFailsOneIn, settings.seed)) {
    return { kind: "refuse", fault: "delete", message: "InternalFailure: the service could not delete the resource" };
  }
  if (call.method === "create" && first && chosen(call.urn, settings.createTimesOutOneIn, settings.seed)) {
    return { kind: "timeout", fault: "timeout", message: "the resource was made but was not ready in time" };
  }
  return PROCEED;
}

function chosen(urn: string, oneIn: number | undefined, seed = ""): boolean {
  if (oneIn === undefined) {
    return false;
  }
  return createHash("sha256").update(`${seed} ${urn}`).digest().readUInt32BE(0) % oneIn === 0;
}
