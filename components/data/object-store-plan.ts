import { Faults } from "../core";

const SOURCE = "S3 user guide, read 2026-11";
/** Length of a bucket's name, in characters. */
const NAME_LENGTH = { min: 3, max: 63 } as const;
/** Days that an object must stay in S3 Standard before it may move to infrequent access. */
const INFREQUENT_ACCESS_DAYS = 30;

/** A colder class, and when objects move there. */
export interface StorageTier {
  /** Days after creation. */
  readonly afterDays: number;
  readonly storageClass:
    | "STANDARD_IA"
    | "ONEZONE_IA"
    | "INTELLIGENT_TIERING"
    | "GLACIER_IR"
    | "GLACIER"
    | "DEEP_ARCHIVE";
}

/** Objects that nobody may change or delete before their time. */
export interface ObjectLock {
  /** `governance` can be lifted by a right of its own, `compliance` by nobody. */
  readonly mode: "governance" | "compliance";
  /** Days for which each version is locked. */
  readonly days: number;
}

/** What the plan looks at. */
export interface StoreShape {
  readonly role?: "data" | "log";
  readonly bucketName?: string;
  readonly versioning?: boolean;
  readonly noncurrentDays?: number;
  readonly abortUploadDays?: number;
  readonly expireDays?: number;
  readonly tiers?: readonly StorageTier[];
  readonly objectLock?: ObjectLock;
  readonly eventBridge?: boolean;
  readonly deletionProtection?: boolean;
}

export const STORE_DEFAULTS = {
  role: "data",
  versioning: true,
  noncurrentDays: 90,
  abortUploadDays: 7,
  tiers: [],
  eventBridge: false,
  deletionProtection: true,
} as const;

/** The arguments with every default filled in. */
export type StorePlan = ReturnType<typeof resolve>;

function resolve(args: StoreShape) {
  return {
    ...STORE_DEFAULTS,
    ...args,
    tiers: args.tiers ?? STORE_DEFAULTS.tiers,
  };
}

/**
 * Checks the arguments and fills in the defaults.
 * @param logsTo role of the store that receives the access logs, where there is one
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planStore(name: string, args: StoreShape, logsTo: "data" | "log" | undefined): StorePlan {
  const plan = resolve(args);
  const faults = new Faults("ObjectStore", name);
  checkName(faults, args.bucketName);
  checkDays(faults, "noncurrentDays", plan.noncurrentDays);
  checkDays(faults, "abortUploadDays", plan.abortUploadDays);
  checkTiers(faults, plan.tiers, args.expireDays);
  faults.check(logsTo !== "data", {
    property: "accessLogs",
    given: "a store for data",
    allowed: 'a store with role "log"',
    fix: 'make a store with role "log" for the access logs of all others',
  });
  faults.check(args.objectLock === undefined || plan.versioning, {
    property: "objectLock",
    given: args.objectLock,
    allowed: `an object lock on versioned buckets only (${SOURCE})`,
    fix: "keep versioning on",
  });
  if (args.objectLock !== undefined) {
    checkDays(faults, "objectLock.days", args.objectLock.days);
  }
  faults.throwIfAny();
  return plan;
}

function checkName(faults: Faults, given: string | undefined): void {
  const valid =
    given === undefined ||
    (/^[a-z0-9][a-z0-9.-]*[a-z0-9]$/.test(given) &&
      given.length >= NAME_LENGTH.min &&
      given.length <= NAME_LENGTH.max &&
      !given.includes("..") &&
      !/^(xn--|sthree-)|(-s3alias|--ol-s3)$/.test(given));
  faults.check(valid, {
    property: "bucketName",
    given,
    allowed: `${NAME_LENGTH.min} to ${NAME_LENGTH.max} lower-case letters, digits, "-" and "." (${SOURCE})`,
    fix: "rename the bucket, or let Pulumi name it",
  });
}

function checkDays(faults: Faults, property: string, given: number): void {
  faults.check(Number.isInteger(given) && given >= 1, {
    property,
    given,
    allowed: "whole days, one or more",
    fix: "choose a number of days",
  });
}

function checkTiers(faults: Faults, tiers: readonly StorageTier[], expireDays: number | undefined): void {
  for (const [position, tier] of tiers.entries()) {
    const earlier = tiers[position - 1];
    const infrequent = tier.storageClass === "STANDARD_IA" || tier.storageClass === "ONEZONE_IA";
    const least = Math.max(infrequent ? INFREQUENT_ACCESS_DAYS : 1, (earlier?.afterDays ?? 0) + 1);
    faults.check(Number.isInteger(tier.afterDays) && tier.afterDays >= least, {
      property: `tiers[${position}].afterDays`,
      given: tier.afterDays,
      allowed: `${least} days or more, later than the tier before (${SOURCE})`,
      fix: "order the tiers from warm to cold",
    });
  }
  const last = tiers.at(-1)?.afterDays ?? 0;
  faults.check(expireDays === undefined || (Number.isInteger(expireDays) && expireDays > last), {
    property: "expireDays",
    given: expireDays,
    allowed: `whole days, more than ${last}, when the last tier begins`,
    fix: "expire later, or drop the last tier",
  });
}
