import type { ProgressEvent } from "./run";

/** Milliseconds of silence before progress is worth a line: a short run says only how it ended. */
const QUIET_MS = 2000;

/** Says on a stream (standard error) how the stacks get on. */
export function progressReporter(stream: NodeJS.WriteStream): (stack: string, event: ProgressEvent) => void {
  const started = performance.now();
  let spoken = 0;
  return (stack, event) => {
    const now = performance.now();
    switch (event.kind) {
      case "started":
        break;
      case "registered":
        if (now - started > QUIET_MS && now - spoken > QUIET_MS) {
          spoken = now;
          stream.write(`${stack}: ${event.count} resources so far\n`);
        }
        break;
      case "planned":
        stream.write(`${stack}: ${event.resources} resources in ${event.seconds.toFixed(1)} s\n`);
        break;
      case "failed":
        stream.write(`${stack}: failed\n`);
        break;
    }
  };
}
