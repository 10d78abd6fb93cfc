/** The command was used wrongly: its message is all that a user needs, and the exit status is 2. */
export class UsageError extends Error {
  public constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** An error of the operating system's: a file that is not there, a disk that is full. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/** Why something failed, in words: `EACCES: permission denied, access '/etc/x'` is "permission denied". */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return isSystemError(error) ? (/^[A-Z0-9_]+: ([^,]+)/.exec(message)?.[1] ?? message) : message;
}
