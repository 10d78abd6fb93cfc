import { checkLogRetention, checkLogsKey, Faults, type KeyWithServices } from "../core";
import { type DatabaseEngine, ENGINES, type SqlAccess } from "./relational-database-engines";

const SOURCE = "RDS and Secrets Manager API references, read 2026-11";
/** Longest identifier, in characters; the replicas' and the final snapshot's derive from it. */
const IDENTIFIER_LIMIT = 52;
/** Days for which backups are kept. Fewer than seven would not outlive a holiday. */
const BACKUP_DAYS = { min: 1, max: 35 } as const;
/** Gibibytes of gp3 storage. */
const STORAGE_GIB = { min: 20, max: 65_536 } as const;
/** Most read replicas of one instance. */
const REPLICA_LIMIT = 15;
/** Seconds between two readings of the operating system. */
const MONITORING_SECONDS: readonly number[] = [0, 1, 5, 10, 15, 30, 60];
/** Days between two rotations of the master password (`RotationRulesType`). */
const ROTATION_DAYS = { min: 1, max: 1000 } as const;
/** Classes too small for Performance Insights with MySQL. */
const SMALL_CLASS = /^db\.(t2|t3|t4g)\.(micro|small)$/;
/** Days of Performance Insights that are free. */
const INSIGHTS_DAYS = 7;

/** One database on the instance, and the user that the application signs in as. */
export interface DatabaseSpec {
  /** @default the database's own name */
  readonly user?: string;
  /** What the user may do: read rows, write them, or make tables, too. @default "readWrite" */
  readonly access?: SqlAccess;
}

/** What the plan looks at. */
export interface DatabaseShape {
  readonly key: KeyWithServices;
  readonly engine?: DatabaseEngine;
  readonly instanceClass?: string;
  readonly databases: Readonly<Record<string, DatabaseSpec>>;
  readonly multiZone?: boolean;
  readonly replicas?: number;
  readonly proxy?: boolean;
  readonly storageGiB?: number;
  readonly maxStorageGiB?: number;
  readonly backupDays?: number;
  readonly identifier?: string;
  readonly monitoringSeconds?: number;
  readonly logRetentionDays?: number;
  readonly deletionProtection?: boolean;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Looked at only to refuse plain text, and what RDS cannot combine. */
  readonly master?: { readonly mode: string; readonly rotationDays?: number; readonly password?: unknown };
}

/** The arguments with every default filled in. */
export interface DatabasePlan {
  readonly engine: DatabaseEngine;
  readonly instanceClass: string;
  /** Users by database. */
  readonly users: ReadonlyMap<string, Required<DatabaseSpec>>;
  readonly multiZone: boolean;
  readonly replicas: number;
  readonly proxy: boolean;
  readonly storageGiB: number;
  readonly maxStorageGiB: number;
  readonly backupDays: number;
  readonly identifier: string;
  readonly monitoringSeconds: number;
  /** Days of Performance Insights; 0 where the class is too small for it. */
  readonly insightsDays: number;
  readonly logRetentionDays: number;
  readonly deletionProtection: boolean;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The values of the arguments that have a default. */
export const DATABASE_DEFAULTS = {
  engine: "mysql",
  instanceClass: "db.t4g.medium",
  multiZone: true,
  replicas: 0,
  proxy: false,
  storageGiB: 20,
  backupDays: 14,
  monitoringSeconds: 60,
  logRetentionDays: 90,
  deletionProtection: true,
} as const satisfies Partial<DatabaseShape>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planDatabase(name: string, args: DatabaseShape): DatabasePlan {
  const { databases, master, key, ...settings } = { ...DATABASE_DEFAULTS, ...args };
  const entries = Object.entries(databases);
  const users = new Map(
    entries.map(([database, spec]) => [
      database,
      { user: spec.user ?? database, access: spec.access ?? ("readWrite" as const) },
    ]),
  );
  const { forced, defaults } = ENGINES[settings.engine].parameters;
  const insights = settings.engine === "postgres" || !SMALL_CLASS.test(settings.instanceClass);
  const plan: DatabasePlan = {
    ...settings,
    users,
    identifier: args.identifier ?? name,
    maxStorageGiB: args.maxStorageGiB ?? settings.storageGiB * 5,
    insightsDays: insights ? INSIGHTS_DAYS : 0,
    parameters: { ...defaults, ...args.parameters, ...forced },
  };
  const faults = new Faults("RelationalDatabase", name);
  checkNames(faults, plan);
  checkNumbers(faults, plan);
  checkMaster(faults, plan, master);
  checkLogsKey(faults, key);
  checkLogRetention(faults, plan.logRetentionDays);
  checkParameters(faults, args.parameters ?? {}, forced);
  faults.throwIfAny();
  return plan;
}

function checkNames(faults: Faults, plan: DatabasePlan): void {
  faults.check(/^[a-z](-?[a-z0-9])*$/.test(plan.identifier) && plan.identifier.length <= IDENTIFIER_LIMIT, {
    property: "identifier",
    given: plan.identifier,
    allowed: `up to ${IDENTIFIER_LIMIT} lower-case letters, digits and single hyphens, a letter first (${SOURCE})`,
    fix: "give the instance a short name, unique in the account and region",
  });
  faults.check(/^db\.[a-z][a-z0-9]*\.[a-z0-9]+$/.test(plan.instanceClass), {
    property: "instanceClass",
    given: plan.instanceClass,
    allowed: "an instance class, such as db.t4g.medium",
    fix: 'write the class with its "db." prefix',
  });
  faults.check(plan.users.size > 0, {
    property: "databases",
    given: {},
    allowed: "at least one database",
    fix: "name the database that the application uses",
  });
  for (const [database, { user }] of plan.users) {
    // The names go into SQL, where these characters need no quoting and mean nothing.
    for (const [property, given] of [
      [`databases.${database}`, database],
      [`databases.${database}.user`, user],
    ]) {
      faults.check(/^[a-z][a-z0-9_]{0,31}$/.test(given ?? ""), {
        property: property ?? "databases",
        given,
        allowed: "1 to 32 lower-case letters, digits and underscores, a letter first",
        fix: "rename it",
      });
    }
    faults.check(user !== ENGINES[plan.engine].masterUser, {
      property: `databases.${database}.user`,
      given: user,
      allowed: "a user of the application's own, not the master",
      fix: "choose another name",
    });
  }
}

function checkNumbers(faults: Faults, plan: DatabasePlan): void {
  checkRange(faults, "replicas", plan.replicas, { min: 0, max: REPLICA_LIMIT });
  checkRange(faults, "backupDays", plan.backupDays, BACKUP_DAYS);
  checkRange(faults, "storageGiB", plan.storageGiB, STORAGE_GIB);
  checkRange(faults, "maxStorageGiB", plan.maxStorageGiB, { min: plan.storageGiB, max: STORAGE_GIB.max });
  faults.check(MONITORING_SECONDS.includes(plan.monitoringSeconds), {
    property: "monitoringSeconds",
    given: plan.monitoringSeconds,
    allowed: `one of ${MONITORING_SECONDS.join(", ")} (${SOURCE})`,
    fix: "choose one of these; 0 turns enhanced monitoring off",
  });
}

function checkRange(faults: Faults, property: string, given: number, limit: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `a whole number from ${limit.min} to ${limit.max} (${SOURCE})`,
    fix: "choose a number in that range",
  });
}

function checkMaster(faults: Faults, plan: DatabasePlan, master: DatabaseShape["master"]): void {
  const managed = master === undefined || master.mode === "managed";
  faults.check(!managed || plan.replicas === 0, {
    property: "replicas",
    given: plan.replicas,
    allowed: `0 where RDS manages the master password: it makes no read replica of such an instance (${SOURCE})`,
    fix: 'give the master\'s password by master: { mode: "given", … }, or do without replicas',
  });
  faults.check(typeof master?.password !== "string", {
    property: "master.password",
    given: "[plain text]",
    allowed: "a secret output, such as config.requireSecret(…)",
    fix: "move the password into the stack's encrypted configuration, or let RDS manage it",
  });
  if (master?.rotationDays !== undefined) {
    checkRange(faults, "master.rotationDays", master.rotationDays, ROTATION_DAYS);
  }
}

function checkParameters(
  faults: Faults,
  given: Readonly<Record<string, string>>,
  forced: Readonly<Record<string, string>>,
): void {
  for (const [parameter, value] of Object.entries(forced)) {
    const wanted = given[parameter];
    faults.check(wanted === undefined || wanted === value, {
      property: `parameters.${parameter}`,
      given: wanted,
      allowed: `${value}: connections without TLS stay refused`,
      fix: "leave the parameter out",
    });
  }
}
