import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildFailure } from "esbuild";
import type { ProgramError } from "../recorder";
import type { FailureReport } from "./messages";

/** Turns what a program threw into a report without our own frames: the message, and the place in the program. */
export function describeFailure(error: ProgramError, directory: string): FailureReport {
  const location = firstFrame(error.programStack ?? "", directory);
  const message = shortPaths(error.message, directory).trim();
  return { message, ...(location === undefined ? {} : { location }) };
}

const FRAME = /\(?((?:file:\/\/)?\/[^():]+):(\d+):(\d+)\)?$/;

/** The library's own sources: a fault that a component reports lies where the component was made. */
const COMPONENTS = join(__dirname, "../../components");

/** The innermost frame in the program itself: not in a package, not in Node, not in the library. */
function firstFrame(stack: string, directory: string): string | undefined {
  for (const line of stack.split("\n")) {
    const match = line.trim().startsWith("at ") ? FRAME.exec(line.trim()) : null;
    const [, file = "", row, column] = match ?? [];
    const path = file.startsWith("file://") ? fileURLToPath(file) : file;
    const foreign = path.includes(`${sep}node_modules${sep}`) || path.startsWith(`${COMPONENTS}${sep}`);
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
