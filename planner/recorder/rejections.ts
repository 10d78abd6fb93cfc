type Listener = (reason: unknown) => void;

const listeners: Listener[] = [];
/** What a recording has failed with already: the same error arrives again for each promise that hung on it. */
const reported = new WeakSet<object>();
let displaced: NodeJS.UnhandledRejectionListener[] | undefined;

/** Says that a recording has reported this error, so that its later rejections concern nobody. */
export function markReported(reason: unknown): void {
  if (typeof reason === "object" && reason !== null) {
    reported.add(reason);
  }
}

function dispatch(reason: unknown): void {
  if (typeof reason === "object" && reason !== null && reported.has(reason)) {
    return;
  }
  markReported(reason);
  // Which of several recordings a rejection belongs to cannot be told: each of them is then in doubt, and says so.
  for (const listener of [...listeners]) {
    listener(reason);
  }
}

/**
 * Hears of rejections that nobody handles while a recording runs. That is how the SDK reports an `apply` that throws; a test
 * runner that also listens would otherwise end the whole run for a fault that belongs to one recorded program.
 *
 * @returns the function that ends it; the listeners that were there before are back once the last recording has ended
 */
export function guardRejections(listener: Listener): () => void {
  if (displaced === undefined) {
    displaced = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", dispatch);
  }
  listeners.push(listener);
  return () => {
    listeners.splice(listeners.indexOf(listener), 1);
    if (listeners.length === 0) {
      // Rejections of the last turn are delivered after it: the guard outlives it by one.
      setImmediate(restore);
    }
  };
}

function restore(): void {
  if (listeners.length > 0 || displaced === undefined) {
    return;
  }
  process.off("unhandledRejection", dispatch);
  for (const listener of displaced) {
    process.on("unhandledRejection", listener);
  }
  displaced = undefined;
}
