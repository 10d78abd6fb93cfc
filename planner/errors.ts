/** The command was used wrongly: its message is all that a user needs, and the exit status is 2. */
export class UsageError extends Error {
  public constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}
