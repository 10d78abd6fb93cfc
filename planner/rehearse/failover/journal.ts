import type { Copying } from "../../proofs/recovery-backups";

const HOUR = 60;
const DAY = 24 * HOUR;
/** Days that the journal holds: the first fills the backups of the second. */
const DAYS = 3;

/** What is left of a day's writes, one each minute, when the region is lost at the worst moment. */
export interface JournalLoss {
  /** Age of the newest write that survived, in minutes; null where none did. */
  readonly lostMinutes: number | null;
  readonly lostWrites: number;
  /** The moment, by the simulated day. */
  readonly lostAt: string;
}

/** Minutes at which the first region took a write. */
const WRITES: readonly number[] = Array.from({ length: DAYS * DAY }, (_, minute) => minute);

/**
 * Loses the region at each minute of the journal's last day, and keeps the worst. Of each backup it is assumed that it began
 * when that was worst: one that arrived, at its earliest; one that did not, at the end of its window.
 */
export function worstOfDay(copying: Copying): JournalLoss {
  let worst: { readonly at: number; readonly newest: number | undefined } | undefined;
  for (const at of WRITES.slice(-DAY)) {
    const newest = newestSurvivor(copying, at);
    if (worst === undefined || ageOf(newest, at) > ageOf(worst.newest, worst.at)) {
      worst = { at, newest };
    }
  }
  const { at = 0, newest } = worst ?? {};
  return {
    lostMinutes: newest === undefined ? null : at - newest,
    lostWrites: WRITES.filter((minute) => minute <= at && (newest === undefined || minute > newest)).length,
    lostAt: clock(at % DAY),
  };
}

/** The newest write that stands in the second region when the first is lost. */
export function newestSurvivor(copying: Copying, lostAt: number): number | undefined {
  switch (copying.kind) {
    case "none":
      return undefined;
    case "continuous": {
      const { lagMinutes } = copying;
      return lagMinutes === null ? undefined : newest(lostAt, (minute) => minute + lagMinutes <= lostAt);
    }
    case "backup": {
      const { intervalMinutes, windowMinutes, copyMinutes } = copying;
      // On the stroke of its arrival a copy is not there yet.
      const arrived = (minute: number): boolean => minute + windowMinutes + copyMinutes < lostAt;
      return newest(lostAt, (minute) => minute % intervalMinutes === 0 && arrived(minute));
    }
  }
}

/** The last write until then that fits. */
function newest(until: number, fits: (minute: number) => boolean): number | undefined {
  let minute = Math.min(until, WRITES.length - 1);
  while (minute >= 0 && !fits(minute)) {
    minute -= 1;
  }
  return WRITES[minute];
}

function ageOf(newest: number | undefined, at: number): number {
  return newest === undefined ? Number.POSITIVE_INFINITY : at - newest;
}

function clock(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / HOUR))}:${two(minutes % HOUR)}`;
}
