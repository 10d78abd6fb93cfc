import { Faults } from "../core";
import type { BackupKind, DisasterRecoveryArgs } from "./disaster-recovery-args";

const SOURCE = "AWS Backup developer guide, read 2026-11";
/** Days for which a backup that reaches to any second can be kept. */
const CONTINUOUS_DAYS_LIMIT = 35;
/** Kinds that AWS Backup restores to any second. DynamoDB does it by itself, DocumentDB too. */
const CONTINUOUS_KINDS: readonly BackupKind[] = ["bucket", "cluster", "instance"];
/** Shortest time in which a lock can still be taken off, in days. */
const LOCK_GRACE_DAYS = 3;
/** Minutes within which a backup begins and ends; the first is the least that AWS takes. */
export const WINDOWS = { start: 60, completion: 180 } as const;
/** A name of a rule, a selection or a vault may not be longer, in characters. */
export const NAME_LIMIT = 50;
/** What is appended to the component's name in a vault's, digits included. */
const SUFFIX = "-copies-1234567".length;
/** Sets of one plan, so that a name by the set stays within AWS's own bounds. */
const SET_NAME = /^[a-z][a-z0-9-]{0,29}$/;

/** One rule of a set's plan. */
export interface PlannedRule {
  readonly key: "daily" | "hourly" | "continuous";
  readonly schedule: string;
  readonly keepDays: number;
  readonly continuous: boolean;
}

/** One set with every default filled in. */
export interface PlannedSet {
  readonly kind: BackupKind;
  readonly rules: readonly PlannedRule[];
}

/** The arguments with every default filled in. */
export interface RecoveryPlan {
  readonly sets: ReadonlyMap<string, PlannedSet>;
  readonly kinds: readonly BackupKind[];
  readonly copyRegion: string;
  readonly lock: { readonly minRetentionDays: number; readonly changeableForDays?: number };
  readonly accountSettings: boolean;
  readonly deletionProtection: boolean;
}

/** The values of the arguments that have a default. */
export const RECOVERY_DEFAULTS = {
  dailyDays: 30,
  hourlyDays: 7,
  dailySchedule: "cron(0 3 * * ? *)",
  accountSettings: true,
  deletionProtection: true,
} as const satisfies Partial<DisasterRecoveryArgs>;

const HOURLY_SCHEDULE = "cron(0 * * * ? *)";

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planRecovery(name: string, args: DisasterRecoveryArgs): RecoveryPlan {
  const settings = { ...RECOVERY_DEFAULTS, ...args };
  const faults = new Faults("DisasterRecovery", name);
  checkDays(faults, "dailyDays", settings.dailyDays, 1);
  checkDays(faults, "hourlyDays", settings.hourlyDays, 1);
  faults.check(/^cron\(.+\)$/.test(settings.dailySchedule), {
    property: "dailySchedule",
    given: settings.dailySchedule,
    allowed: 'a cron expression in UTC, such as "cron(0 3 * * ? *)"',
    fix: "write the time at which the shop sleeps",
  });
  faults.check(/^[a-z]{2}(-[a-z]+)+-\d$/.test(args.copy.region), {
    property: "copy.region",
    given: args.copy.region,
    allowed: "a region of AWS, such as us-west-2",
    fix: "name the region that would take over",
  });
  faults.check(Object.keys(args.backups).length > 0, {
    property: "backups",
    given: {},
    allowed: "at least one set",
    fix: "say what is backed up, or leave the component out",
  });
  const sets = new Map(Object.entries(args.backups).map(([key, set]) => [key, planSet(set, settings)]));
  checkSets(faults, args);
  const kept = [...sets.values()].flatMap(({ rules }) => rules.map(({ keepDays }) => keepDays));
  const shortest = Math.min(...kept);
  const lock = { minRetentionDays: args.lock?.minDays ?? shortest, ...graceOf(args) };
  checkLock(faults, lock, shortest);
  faults.check(/^[A-Za-z0-9_-]+$/.test(name) && name.length <= NAME_LIMIT - SUFFIX, {
    property: "name",
    given: name,
    allowed: `up to ${NAME_LIMIT - SUFFIX} letters, digits, "-" and "_": vaults are named by it (${SOURCE})`,
    fix: "give the component a shorter name",
  });
  faults.throwIfAny();
  return {
    sets,
    kinds: [...new Set([...sets.values()].map(({ kind }) => kind))].sort(),
    copyRegion: args.copy.region,
    lock,
    accountSettings: settings.accountSettings,
    deletionProtection: settings.deletionProtection,
  };
}

function graceOf({ lock }: DisasterRecoveryArgs) {
  return lock?.changeableForDays === undefined ? {} : { changeableForDays: lock.changeableForDays };
}

function planSet(
  set: DisasterRecoveryArgs["backups"][string],
  settings: { readonly dailyDays: number; readonly hourlyDays: number; readonly dailySchedule: string },
): PlannedSet {
  const { dailySchedule: schedule, dailyDays, hourlyDays } = settings;
  return {
    kind: set.kind,
    rules: [
      { key: "daily", schedule, keepDays: dailyDays, continuous: false },
      ...(set.hourly === true
        ? [{ key: "hourly" as const, schedule: HOURLY_SCHEDULE, keepDays: hourlyDays, continuous: false }]
        : []),
      // The day's backup of the same store cannot be continuous and copied at once, so that it is a rule of its own.
      ...(set.continuous === true
        ? [
            {
              key: "continuous" as const,
              schedule,
              keepDays: Math.min(dailyDays, CONTINUOUS_DAYS_LIMIT),
              continuous: true,
            },
          ]
        : []),
    ],
  };
}

function checkDays(faults: Faults, property: string, given: number, least: number): void {
  faults.check(Number.isInteger(given) && given >= least, {
    property,
    given,
    allowed: `whole days, ${least} or more`,
    fix: "choose a number of days",
  });
}

function checkSets(faults: Faults, args: DisasterRecoveryArgs): void {
  for (const [key, { kind, continuous, stores }] of Object.entries(args.backups)) {
    faults.check(SET_NAME.test(key), {
      property: `backups.${key}`,
      given: key,
      allowed: "up to 30 lower-case letters, digits and hyphens, a letter first",
      fix: "rename the set",
    });
    faults.check(continuous !== true || CONTINUOUS_KINDS.includes(kind), {
      property: `backups.${key}.continuous`,
      given: kind,
      allowed: `${CONTINUOUS_KINDS.join(", ")} (${SOURCE})`,
      fix:
        kind === "volume"
          ? "take hourly backups of volumes"
          : "leave it out: DynamoDB and DocumentDB restore to any second by themselves",
    });
    faults.check(!("arns" in stores) || Object.keys(stores.arns).length > 0, {
      property: `backups.${key}.stores.arns`,
      given: {},
      allowed: "at least one ARN",
      fix: "name the stores, or leave the set out",
    });
    faults.check(!("tag" in stores) || (/^(?!aws:).{1,128}$/.test(stores.tag.key) && stores.tag.value !== ""), {
      property: `backups.${key}.stores.tag`,
      given: "tag" in stores ? stores.tag : undefined,
      allowed: "a tag of yours, key and value",
      fix: "name the tag that all of them carry",
    });
  }
}

function checkLock(faults: Faults, lock: RecoveryPlan["lock"], shortest: number): void {
  const { minRetentionDays, changeableForDays } = lock;
  faults.check(Number.isInteger(minRetentionDays) && minRetentionDays >= 1 && minRetentionDays <= shortest, {
    property: "lock.minDays",
    given: minRetentionDays,
    allowed: `whole days from 1 to ${shortest}, the shortest retention: a shorter-lived backup would be refused`,
    fix: "lower it, or keep the hourly backups longer",
  });
  faults.check(
    changeableForDays === undefined || (Number.isInteger(changeableForDays) && changeableForDays >= LOCK_GRACE_DAYS),
    {
      property: "lock.changeableForDays",
      given: changeableForDays,
      allowed: `whole days, ${LOCK_GRACE_DAYS} or more (${SOURCE})`,
      fix: "leave it out for a lock that can be taken off",
    },
  );
}
