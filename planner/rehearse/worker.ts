import type { Life } from "./lifecycle";
import type { Outcome } from "./scenarios";
import { type FaultOrder, type LifeOrder, rehearseFault, rehearseLife } from "./stack";

/** What the process that does one piece of work tells the one that has started it. */
export type WorkerMessage =
  | { readonly kind: "progress"; readonly text: string }
  | { readonly kind: "life"; readonly life: Life }
  | { readonly kind: "outcome"; readonly outcome: Outcome }
  | { readonly kind: "failure"; readonly message: string };

function tell(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

async function work(order: LifeOrder | FaultOrder): Promise<WorkerMessage> {
  const progress = (text: string): void => void tell({ kind: "progress", text });
  return order.work === "life"
    ? { kind: "life", life: await rehearseLife(order, progress) }
    : { kind: "outcome", outcome: await rehearseFault(order, progress) };
}

process.once("message", (order: LifeOrder | FaultOrder) => {
  // The SDK takes a stack trace for every promise, which is most of a large program's time; messages say enough here.
  Error.stackTraceLimit = 0;
  // An engine that is killed leaves a program behind whose promises fail: that must not end the rehearsal.
  process.on("unhandledRejection", () => undefined);
  process.on("uncaughtException", () => undefined);
  work(order)
    .catch((error: unknown): WorkerMessage => {
      return { kind: "failure", message: error instanceof Error ? error.message : String(error) };
    })
    .then(tell)
    .finally(() => process.exit(0));
});
