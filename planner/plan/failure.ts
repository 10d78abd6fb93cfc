import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildFailure } from "esbuild";
import type { ProgramError } from "../recorder";
import type { FailureReport } from "./messages";

/** Turns what a program threw into a report without our own frames: the message, and the place in the program. */
export function describeFailure(error: ProgramError, directory: string): FailureReport {
  // The SDK's own mark: the program's copy of the SDK is another one than ours.
  const argumentFault = error.cause instanceof Error && "__pulumiInputPropertiesError" in error.cause;
  const location = firstFrame(error.programStack ?? "", directory, argumentFault);
  const message = shortPaths(error.message, directory).trim();
  return { message, ...(location === undefined ? {} : { location }) };
}

const FRAME = /\(?((?:file:\/\/)?\/[^():]+):(\d+):(\d+)\)?$/;

/**
 * The innermost frame in the program itself: not in a package, not in Node. Faulty arguments are reported from inside the
 * component that was given them; there the place is where the component is made.
 */
function firstFrame(stack: string, directory: string, argumentFault: boolean): string | undefined {
  const library = join(directory, "components");
  for (const line of stack.split("\n")) {
    const match = line.trim().startsWith("at ") ? FRAME.exec(line.trim()) : null;
    const [, file = "", row, column] = match ?? [];
    const path = file.startsWith("file://") ? fileURLToPath(file) : file;
    const foreign = path.includes(`${sep}node_modules${sep}`) || (argumentFault && path.startsWith(`${library}${sep}`));
    if (path.startsWith(`${directory}${sep}`) && !foreign) {
      return `${relative(directory, path)}:${row}:${column}`;
    }
  }
  return undefined;
}

function shortPaths(message: string, directory: string): string {
  return message.split(`${directory}${sep}`).join("");
}

/** What the compiler found: each fault with its place, all of them. */
export function describeCompileError(error: unknown): FailureReport {
  if (!isBuildFailure(error)) {
    throw error;
  }
  const faults = error.errors.map(({ text, location }) =>
    location === null ? text : `${location.file}:${location.line}:${location.column}: ${text}`,
  );
  return { message: ["The program does not compile:", ...faults].join("\n"), final: true };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
