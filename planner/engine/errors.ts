/** A program that is needed is not there, and cannot be built. The message says what a user can do about it. */
export class EngineError extends Error {
  public constructor(message: string) {
    super(message);
    this.name = "EngineError";
  }
}
