/** Ends what has said nothing for too long. */
export class SilenceWatch {
  private readonly limitMs: number;
  private readonly abort = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  public constructor(limitMs: number) {
    this.limitMs = limitMs;
    this.heard();
  }

  /** Aborts when nothing was heard for so long. */
  public get signal(): AbortSignal {
    return this.abort.signal;
  }

  public heard(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.abort.abort(), this.limitMs);
    this.timer.unref();
  }

  public stop(): void {
    clearTimeout(this.timer);
  }
}
