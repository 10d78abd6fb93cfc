import { Faults } from "../core";

/** Services that a transfer uses, by their short names. */
export const TRANSFER_SERVICES: readonly string[] = ["storagetransfer"];

/** Shortest time between two runs, in hours (Storage Transfer REST reference, `Schedule.repeatInterval`, read 2026-11). */
export const REPEAT_HOURS = { min: 1, max: 24 * 365 } as const;

/** What the plan looks at. */
export interface TransferShape {
  readonly prefix: string;
  readonly transferSubjectId?: string;
  readonly startDate: string;
  readonly startTime?: string;
  readonly repeatHours?: number;
  readonly settleMinutes?: number;
  readonly lookbackDays?: number;
}

/** The values of the arguments that have a default. */
export const TRANSFER_DEFAULTS = {
  startTime: "02:00",
  repeatHours: 24,
  settleMinutes: 60,
  lookbackDays: 30,
} as const satisfies Partial<TransferShape>;

/** A day, as Google's API takes it. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The arguments with every default filled in, in the API's units. */
export interface TransferPlan {
  readonly prefix: string;
  readonly start: CalendarDay;
  readonly time: { readonly hours: number; readonly minutes: number; readonly seconds: number; readonly nanos: number };
  /** `86400s` */
  readonly repeatInterval: string;
  readonly youngest: string;
  readonly oldest: string;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planTransfer(name: string, args: TransferShape): TransferPlan {
  const { startTime, repeatHours, settleMinutes, lookbackDays } = { ...TRANSFER_DEFAULTS, ...args };
  const faults = new Faults("LakeTransfer", name);
  const start = parseDay(args.startDate);
  const time = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(startTime);
  faults.check(/^([A-Za-z0-9_.=-]+\/)+$/.test(args.prefix), {
    property: "prefix",
    given: args.prefix,
    allowed: "a folder that ends with a slash, such as orders/",
    fix: "give the folder that both lakes have",
  });
  faults.check(args.transferSubjectId === undefined || /^\d{15,25}$/.test(args.transferSubjectId), {
    property: "transferSubjectId",
    given: args.transferSubjectId,
    allowed: "the subject id of the project's transfer agent, digits only",
    fix: "leave it out, or copy subjectId from the Storage Transfer API's googleServiceAccounts.get",
  });
  faults.check(start !== undefined, {
    property: "startDate",
    given: args.startDate,
    allowed: "a day of the calendar, as 2026-01-31",
    fix: "write year, month and day with hyphens",
  });
  faults.check(time !== null, {
    property: "startTime",
    given: startTime,
    allowed: "hours and minutes in UTC, as 02:30",
    fix: "write both with two digits",
  });
  checkRange(faults, "repeatHours", repeatHours, REPEAT_HOURS);
  checkRange(faults, "settleMinutes", settleMinutes, { min: 0, max: 24 * 60 });
  checkRange(faults, "lookbackDays", lookbackDays, { min: 1, max: 3650 });
  faults.throwIfAny();
  return {
    prefix: args.prefix,
    start: start ?? { year: 1970, month: 1, day: 1 },
    time: { hours: Number(time?.[1]), minutes: Number(time?.[2]), seconds: 0, nanos: 0 },
    repeatInterval: `${repeatHours * 3600}s`,
    youngest: `${settleMinutes * 60}s`,
    oldest: `${lookbackDays * 86_400}s`,
  };
}

function parseDay(text: string): CalendarDay | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const date = new Date(`${text}T00:00:00Z`);
  const real = year !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return real ? { year: Number(year), month: Number(month), day: Number(day) } : undefined;
}

function checkRange(faults: Faults, property: string, given: number, { min, max }: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= min && given <= max, {
    property,
    given,
    allowed: `a whole number from ${min} to ${max}`,
    fix: "choose a number in that range",
  });
}
