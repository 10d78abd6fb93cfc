import { checkLogRetention, checkLogsKey, Faults, type KeyWithServices } from "../core";
import {
  BACKUP_DAYS,
  checkClass,
  checkIdentifier,
  checkMonitoring,
  checkParameters,
  checkPassword,
  checkRange,
  checkUsers,
  type DatabaseSpec,
  INSIGHTS_DAYS,
  type MasterShape,
  SOURCE,
  usersOf,
} from "./database-checks";
import { type DatabaseEngine, ENGINES } from "./relational-database-engines";

/** Gibibytes of gp3 storage. */
const STORAGE_GIB = { min: 20, max: 65_536 } as const;
/** Most read replicas of one instance. */
const REPLICA_LIMIT = 15;
/** Classes too small for Performance Insights with MySQL. */
const SMALL_CLASS = /^db\.(t2|t3|t4g)\.(micro|small)$/;

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
  readonly master?: MasterShape;
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
  const users = usersOf(databases);
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
  checkIdentifier(faults, plan.identifier);
  checkClass(faults, "instanceClass", plan.instanceClass);
  checkUsers(faults, plan.users, ENGINES[plan.engine].masterUser);
  checkNumbers(faults, plan);
  checkMaster(faults, plan, master);
  checkLogsKey(faults, key);
  checkLogRetention(faults, plan.logRetentionDays);
  checkParameters(faults, args.parameters ?? {}, forced);
  faults.throwIfAny();
  return plan;
}

function checkNumbers(faults: Faults, plan: DatabasePlan): void {
  checkRange(faults, "replicas", plan.replicas, { min: 0, max: REPLICA_LIMIT });
  checkRange(faults, "backupDays", plan.backupDays, BACKUP_DAYS);
  checkRange(faults, "storageGiB", plan.storageGiB, STORAGE_GIB);
  checkRange(faults, "maxStorageGiB", plan.maxStorageGiB, { min: plan.storageGiB, max: STORAGE_GIB.max });
  checkMonitoring(faults, plan.monitoringSeconds);
}

function checkMaster(faults: Faults, plan: DatabasePlan, master: DatabaseShape["master"]): void {
  const managed = master === undefined || master.mode === "managed";
  faults.check(!managed || plan.replicas === 0, {
    property: "replicas",
    given: plan.replicas,
    allowed: `0 where RDS manages the master password: it makes no read replica of such an instance (${SOURCE})`,
    fix: 'choose AuroraDatabase, whose readers know no such limit, or give the password by master: { mode: "given", … }',
  });
  checkPassword(faults, master);
}
