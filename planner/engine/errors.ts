/** There is no Pulumi engine, and none can be made. The message says what a user can do about it. */
export class EngineError extends Error {
  public constructor(message: string) {
    super(message);
    this.name = "EngineError";
  }
}
