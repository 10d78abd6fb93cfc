/** One subcommand of `estate`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  /**
   * @param argv the arguments behind the subcommand
   * @returns the exit status: 0; 1 when a program or a mandatory policy fails; 2 for wrong usage
   */
  run(argv: readonly string[]): Promise<number>;
}
