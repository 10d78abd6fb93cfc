/** What the loss of the first region came to. */
export interface FailoverReport {
  readonly firstRegion: string;
  readonly secondRegion: string;
  /** Resources that vanished, and that were left. */
  readonly lost: number;
  readonly left: number;
  readonly services: readonly ServiceFailover[];
  /** What answers the public, is not named critical, and does not go on. */
  readonly behind: readonly string[];
  /** How the region came back; absent where only the plan was asked. */
  readonly recovery?: Recovery;
}

/** What `pulumi refresh` and `pulumi up` made of a region that came back empty. */
export interface Recovery {
  /** Resources that refresh found gone. */
  readonly found: number;
  /** What `up` did to bring them back. */
  readonly operations: number;
  /** How long that takes by the simulated clock. */
  readonly minutes: number;
}

/** One critical service, after the loss. */
export interface ServiceFailover {
  readonly service: string;
  /** It serves in time, and lost no more than it may. */
  readonly met: boolean;
  /** Minutes by the simulated clock until its first answer from the second region; null where it never serves. */
  readonly away: { readonly targetMinutes: number; readonly minutes: number | null };
  readonly lossTargetMinutes: number;
  readonly timeline: readonly Moment[];
  readonly stores: readonly StoreLoss[];
  /** The way of a request through what is left. */
  readonly path: readonly Hop[];
  readonly problems: readonly string[];
}

/** Something that happens, in minutes after the loss. */
export interface Moment {
  readonly minute: number;
  readonly what: string;
}

/** What one store lost. */
export interface StoreLoss {
  readonly name: string;
  readonly what: string;
  /** Age of the newest write that survived, when the region was lost at the worst moment; null where none survived. */
  readonly lostMinutes: number | null;
  /** Writes of the journal that are gone, of one each minute. */
  readonly lostWrites: number;
  /** The worst moment, by the simulated day: `13:30`. */
  readonly lostAt: string;
  /** URN of what is promoted in its place. */
  readonly promotes?: string;
}

/** One step of a request's way. */
export interface Hop {
  readonly urn: string;
  readonly what: string;
}
