import { fork } from "node:child_process";
import { join } from "node:path";
import type { Life } from "./lifecycle";
import type { Outcome } from "./scenarios";
import type { FaultOrder, LifeOrder } from "./stack";
import type { WorkerMessage } from "./worker";

/** A program's promises and messages outlive the usual young generation; a bigger one spares the collector work. */
const YOUNG_SPACE = "--max-semi-space-size=64";

type Result = Exclude<WorkerMessage, { readonly kind: "progress" }>;

/** A life in a process of its own; what keeps it from its end is a problem of that life. */
export async function startLife(order: LifeOrder, progress: (text: string) => void): Promise<Life> {
  const result = await runWorker(order, progress);
  return result.kind === "life" ? result.life : failedLife(messageOf(result));
}

/** A scenario in a process of its own. */
export async function startFault(order: FaultOrder, progress: (text: string) => void): Promise<Outcome> {
  const result = await runWorker(order, progress);
  return result.kind === "outcome" ? result.outcome : { injected: 0, problems: [messageOf(result)] };
}

function messageOf(result: Result): string {
  return result.kind === "failure" ? result.message : "its process answered something else";
}

function runWorker(order: LifeOrder | FaultOrder, progress: (text: string) => void): Promise<Result> {
  const ownSources = __filename.endsWith(".ts");
  const child = fork(join(__dirname, `worker.${ownSources ? "ts" : "js"}`), [], {
    execArgv: [
      YOUNG_SPACE,
      ...process.execArgv.filter((arg) => arg.startsWith("--conditions")),
      ...(order.bundleFile === undefined ? ["--import", require.resolve("tsx")] : []),
      ...(ownSources ? ["--require", require.resolve("tsx/cjs")] : []),
    ],
    // What a program prints is not the report: it must not mix with the document on standard output.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return new Promise((resolve) => {
    let result: Result = { kind: "failure", message: "its process ended without a report" };
    child.on("message", (message: WorkerMessage) => {
      if (message.kind === "progress") {
        progress(message.text);
      } else {
        result = message;
      }
    });
    child.once("close", () => resolve(result));
    child.send(order);
  });
}

function failedLife(problem: string): Life {
  return {
    operations: [],
    minutes: { up: 0, update: 0, destroy: 0 },
    leftovers: [],
    retained: [],
    problems: [problem],
    deployed: false,
    calls: 0,
  };
}
