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
import { AURORA, type DatabaseEngine, ENGINES } from "./relational-database-engines";

/** Instances of one cluster: a writer and up to 15 readers (Aurora user guide, "Replication", read 2026-11). */
const INSTANCES = { min: 1, max: 16 } as const;
/** Capacity units of a serverless instance (Aurora user guide, "Aurora Serverless v2 capacity", read 2026-11). */
const CAPACITY_UNITS = { min: 0, max: 256 } as const;
/** Classes without Performance Insights in Aurora MySQL: all that burst (Aurora user guide, read 2026-11). */
const BURSTING_CLASS = /^db\.t/;

/** How capacity is bought, as far as the plan looks. */
export type CapacityShape =
  | { readonly mode: "serverless"; readonly min: number; readonly max: number }
  | { readonly mode: "provisioned"; readonly instanceClass: string };

/** What the plan looks at. */
export interface AuroraShape {
  readonly key: KeyWithServices;
  readonly databases: Readonly<Record<string, DatabaseSpec>>;
  readonly engine?: DatabaseEngine;
  readonly capacity?: CapacityShape;
  readonly instances?: number;
  readonly proxy?: boolean;
  readonly master?: MasterShape;
  readonly global?:
    | { readonly role: "primary" }
    | { readonly role: "secondary"; readonly of: { readonly plan: AuroraPlan } };
  readonly backupDays?: number;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly identifier?: string;
  readonly monitoringSeconds?: number;
  readonly logRetentionDays?: number;
  readonly deletionProtection?: boolean;
}

/** The arguments with every default filled in. */
export interface AuroraPlan {
  readonly engine: DatabaseEngine;
  readonly capacity: CapacityShape;
  readonly instanceClass: string;
  /** Identifiers of the instances; the first writes. */
  readonly instances: readonly string[];
  readonly proxy: boolean;
  readonly globalRole: "primary" | "secondary" | "none";
  readonly users: ReadonlyMap<string, Required<DatabaseSpec>>;
  readonly backupDays: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly identifier: string;
  readonly monitoringSeconds: number;
  /** Days of Performance Insights; 0 where the class is too small for it. */
  readonly insightsDays: number;
  readonly logRetentionDays: number;
  readonly deletionProtection: boolean;
}

/** The values of the arguments that have a default. */
export const AURORA_DEFAULTS = {
  engine: "mysql",
  capacity: { mode: "serverless", min: 0.5, max: 8 },
  instances: 2,
  proxy: false,
  backupDays: 14,
  monitoringSeconds: 60,
  logRetentionDays: 90,
  deletionProtection: true,
} as const satisfies Partial<AuroraShape>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planAurora(name: string, args: AuroraShape): AuroraPlan {
  const { databases, master, key, global, instances, ...settings } = { ...AURORA_DEFAULTS, ...args };
  const capacity: CapacityShape = settings.capacity;
  const { forced, defaults } = AURORA[settings.engine];
  const instanceClass = capacity.mode === "serverless" ? "db.serverless" : capacity.instanceClass;
  const identifier = args.identifier ?? name;
  const insights = settings.engine === "postgres" || !BURSTING_CLASS.test(instanceClass);
  const plan: AuroraPlan = {
    ...settings,
    capacity,
    instanceClass,
    instances: Array.from({ length: instances }, (_, position) => `${identifier}-${position + 1}`),
    globalRole: global?.role ?? "none",
    users: usersOf(databases),
    parameters: { ...defaults, ...args.parameters, ...forced },
    identifier,
    insightsDays: insights ? INSIGHTS_DAYS : 0,
  };
  const faults = new Faults("AuroraDatabase", name);
  checkIdentifier(faults, identifier);
  checkUsers(faults, plan.users, ENGINES[plan.engine].masterUser);
  checkRange(faults, "instances", instances, INSTANCES);
  checkRange(faults, "backupDays", plan.backupDays, BACKUP_DAYS);
  checkMonitoring(faults, plan.monitoringSeconds);
  checkCapacity(faults, plan);
  checkGlobal(faults, plan, args);
  checkPassword(faults, master);
  checkParameters(faults, args.parameters ?? {}, forced);
  checkLogsKey(faults, key);
  checkLogRetention(faults, plan.logRetentionDays);
  faults.throwIfAny();
  return plan;
}

function checkCapacity(faults: Faults, { capacity }: AuroraPlan): void {
  if (capacity.mode === "provisioned") {
    checkClass(faults, "capacity.instanceClass", capacity.instanceClass);
    return;
  }
  const { min, max } = capacity;
  const inHalves = [min, max].every(
    (units) => Number.isInteger(units * 2) && units >= CAPACITY_UNITS.min && units <= CAPACITY_UNITS.max,
  );
  faults.check(inHalves && min <= max && max >= 1, {
    property: "capacity",
    given: capacity,
    allowed: `units in halves from ${CAPACITY_UNITS.min} to ${CAPACITY_UNITS.max}, min not above max, and max 1 or more (${SOURCE})`,
    fix: "choose units in that range",
  });
}

function checkGlobal(faults: Faults, plan: AuroraPlan, { master, global }: AuroraShape): void {
  if (global === undefined) {
    return;
  }
  faults.check(plan.capacity.mode === "serverless" || !BURSTING_CLASS.test(plan.instanceClass), {
    property: "capacity.instanceClass",
    given: plan.instanceClass,
    allowed:
      "a memory-optimised class, or serverless capacity, where the database spans regions (Aurora user guide, read 2026-11)",
    fix: "choose db.r7g.large or larger",
  });
  faults.check(!plan.proxy || plan.instances.length > 1, {
    property: "instances",
    given: plan.instances.length,
    allowed:
      '2 or more where a proxy stands before a database that spans regions: of one alone it asks the writer nothing before a promotion, and readers nothing after it (Aurora user guide, "Using RDS Proxy with Aurora global databases", read 2026-11)',
    fix: "add an instance, or leave the proxy out",
  });
  if (global.role === "primary") {
    faults.check(master?.mode === "given", {
      property: "master",
      given: master?.mode ?? "managed",
      allowed:
        '"given": RDS manages no password of a database that spans regions (Aurora user guide, "Limitations", read 2026-11)',
      fix: 'pass master: { mode: "given", password: config.requireSecret(…) }',
    });
    return;
  }
  const primary = global.of.plan;
  faults.check(master === undefined && primary.globalRole === "primary" && primary.engine === plan.engine, {
    property: "global",
    given: { role: "secondary", master: master?.mode, of: { role: primary.globalRole, engine: primary.engine } },
    allowed: 'a primary of the same engine made with global: { role: "primary" }, and no master of its own',
    fix: "leave master out, and give the primary its role",
  });
}
