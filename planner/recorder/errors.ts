/** Why a program could not be recorded. Its message is for the program's author; there is no need of our stack. */
export class ProgramError extends Error {
  /** Where in the program, as its own stack trace has it. */
  public readonly programStack: string | undefined;

  public constructor(message: string, options?: { readonly cause?: unknown; readonly stack?: string | undefined }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ProgramError";
    this.programStack = options?.stack;
  }

  /** Wraps whatever a program threw. */
  public static from(thrown: unknown): ProgramError {
    if (thrown instanceof ProgramError) {
      return thrown;
    }
    if (thrown instanceof Error) {
      return new ProgramError(thrown.message, { cause: thrown, stack: thrown.stack });
    }
    return new ProgramError(String(thrown), { cause: thrown });
  }
}
