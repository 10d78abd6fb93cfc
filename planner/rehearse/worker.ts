import type { StackReport } from "./report";
import { rehearseStack, type StackOrder } from "./stack";

/** What the process that rehearses one stack tells the one that has started it. */
export type WorkerMessage =
  | { readonly kind: "progress"; readonly text: string }
  | { readonly kind: "report"; readonly report: StackReport }
  | { readonly kind: "failure"; readonly message: string };

function tell(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

process.once("message", (order: StackOrder) => {
  // The SDK takes a stack trace for every promise, which is most of a large program's time; messages say enough here.
  Error.stackTraceLimit = 0;
  // An engine that is killed leaves a program behind whose promises fail: that must not end the rehearsal.
  process.on("unhandledRejection", () => undefined);
  process.on("uncaughtException", () => undefined);
  rehearseStack(order, (text) => void tell({ kind: "progress", text }))
    .then((report) => tell({ kind: "report", report }))
    .catch((error: unknown) =>
      tell({ kind: "failure", message: error instanceof Error ? error.message : String(error) }),
    )
    .finally(() => process.exit(0));
});
