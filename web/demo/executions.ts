interface Execution {
  readonly input: string;
  running: boolean;
}

/**
 * The names of a state machine's executions, as Step Functions keeps them: while one runs, its name and input start it again to
 * no effect; with another input, or once it has ended, its name is refused.
 */
export class Executions {
  private readonly known = new Map<string, Execution>();

  /** @returns whether the execution runs; false where the name is refused */
  public start(name: string, input: string, run: () => Promise<void>): boolean {
    const before = this.known.get(name);
    if (before !== undefined) {
      return before.running && before.input === input;
    }
    const execution = { input, running: true };
    this.known.set(name, execution);
    run()
      .catch(console.error)
      .finally(() => {
        execution.running = false;
      });
    return true;
  }
}
