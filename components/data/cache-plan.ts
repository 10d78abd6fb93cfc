import { checkLogRetention, checkLogsKey, Faults, type KeyWithServices } from "../core";

const SOURCE = "ElastiCache API reference, read 2026-11";
/** Most replicas of a group without cluster mode. */
const REPLICA_LIMIT = 5;
/** Longest retention of daily snapshots, in days. */
const SNAPSHOT_LIMIT = 35;
/** Longest user and group id, in characters: both derive from the cache's name, with a suffix of up to eight. */
const NAME_LIMIT = 32;
/** Shortest and longest password of a user, in characters. */
export const PASSWORD_LENGTH = { min: 16, max: 128 } as const;

/** The engines, their supported version and the parameter family that goes with it. */
export const CACHE_ENGINES = {
  valkey: { version: "8.1", family: "valkey8" },
  redis: { version: "7.1", family: "redis7" },
} as const;
export type CacheEngine = keyof typeof CACHE_ENGINES;

/** What the plan looks at. */
export interface CacheShape {
  readonly key: KeyWithServices;
  readonly engine?: CacheEngine;
  readonly nodeType?: string;
  readonly replicas?: number;
  readonly multiZone?: boolean;
  readonly cacheName?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly snapshotDays?: number;
  readonly maintenanceWindow?: string;
  readonly snapshotWindow?: string;
  readonly logRetentionDays?: number;
  readonly deletionProtection?: boolean;
  /** Looked at only to refuse plain text. */
  readonly access?: { readonly mode: string; readonly password?: unknown };
}

/** The arguments with every default filled in. */
export interface CachePlan {
  readonly engine: CacheEngine;
  readonly version: string;
  readonly family: string;
  readonly nodeType: string;
  readonly replicas: number;
  readonly multiZone: boolean;
  readonly cacheName: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly snapshotDays: number;
  readonly maintenanceWindow: string;
  readonly snapshotWindow: string;
  readonly logRetentionDays: number;
  readonly deletionProtection: boolean;
}

/** The values of the arguments that have a default. */
export const CACHE_DEFAULTS = {
  engine: "valkey",
  nodeType: "cache.t4g.small",
  replicas: 1,
  // A cache that is full must forget, not refuse.
  parameters: { "maxmemory-policy": "allkeys-lru" },
  snapshotDays: 7,
  snapshotWindow: "03:00-04:00",
  maintenanceWindow: "sun:05:00-sun:06:00",
  logRetentionDays: 90,
  deletionProtection: true,
} as const satisfies Partial<CacheShape>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planCache(name: string, args: CacheShape): CachePlan {
  const settings = { ...CACHE_DEFAULTS, ...args };
  const { access: _access, key, ...rest } = settings;
  const plan = {
    ...rest,
    ...CACHE_ENGINES[settings.engine],
    multiZone: args.multiZone ?? settings.replicas > 0,
    cacheName: args.cacheName ?? name,
    parameters: { ...CACHE_DEFAULTS.parameters, ...args.parameters },
  };
  const faults = new Faults("Cache", name);
  checkRange(faults, "replicas", plan.replicas, REPLICA_LIMIT);
  checkRange(faults, "snapshotDays", plan.snapshotDays, SNAPSHOT_LIMIT);
  faults.check(!plan.multiZone || plan.replicas > 0, {
    property: "multiZone",
    given: plan.multiZone,
    allowed: `false where there is no replica to fail over to (${SOURCE})`,
    fix: "add a replica, or set multiZone to false",
  });
  faults.check(/^cache\.[a-z][a-z0-9]*\.[a-z0-9]+$/.test(plan.nodeType), {
    property: "nodeType",
    given: plan.nodeType,
    allowed: "a node type, such as cache.t4g.small",
    fix: 'write the type with its "cache." prefix',
  });
  faults.check(/^[a-z](-?[a-z0-9])*$/.test(plan.cacheName) && plan.cacheName.length <= NAME_LIMIT, {
    property: "cacheName",
    given: plan.cacheName,
    allowed: `up to ${NAME_LIMIT} lower-case letters, digits and single hyphens, a letter first (${SOURCE})`,
    fix: "give the cache a short name, unique in the account and region",
  });
  checkWindows(faults, plan);
  checkLogsKey(faults, key);
  checkLogRetention(faults, plan.logRetentionDays);
  faults.check(typeof args.access?.password !== "string", {
    property: "access.password",
    given: "[plain text]",
    allowed: "a secret output, such as config.requireSecret(…)",
    fix: "move the password into the stack's encrypted configuration, or use access by IAM, which has none",
  });
  faults.throwIfAny();
  return plan;
}

function checkRange(faults: Faults, property: string, given: number, max: number): void {
  faults.check(Number.isInteger(given) && given >= 0 && given <= max, {
    property,
    given,
    allowed: `a whole number from 0 to ${max} (${SOURCE})`,
    fix: "choose a number in that range",
  });
}

function checkWindows(faults: Faults, plan: CachePlan): void {
  const time = "([01]\\d|2[0-3]):[0-5]\\d";
  const day = "(mon|tue|wed|thu|fri|sat|sun)";
  faults.check(new RegExp(`^${day}:${time}-${day}:${time}$`).test(plan.maintenanceWindow), {
    property: "maintenanceWindow",
    given: plan.maintenanceWindow,
    allowed: "ddd:hh:mm-ddd:hh:mm in UTC, such as sun:05:00-sun:06:00",
    fix: "write the window in that form",
  });
  faults.check(new RegExp(`^${time}-${time}$`).test(plan.snapshotWindow), {
    property: "snapshotWindow",
    given: plan.snapshotWindow,
    allowed: "hh:mm-hh:mm in UTC, such as 03:00-04:00",
    fix: "write the window in that form",
  });
}
