import { Faults } from "../core";
import { checkProject, type GcpProject } from "./gcp-project";

/** Services that Bigtable uses, by their short names. */
export const BIGTABLE_SERVICES: readonly string[] = ["bigtable", "bigtableadmin", "cloudkms"];

const SOURCE = "Bigtable documentation, read 2026-11";
/** Autoscaling: the most nodes may be this many times the least. */
const NODE_RATIO = 10;
/** Share of the processor that autoscaling aims at, in percent. */
const CPU_TARGET = { min: 10, max: 80 } as const;
/** Days for which an automatic backup is kept (from memory, recheck before release). */
const BACKUP_DAYS = { min: 3, max: 90 } as const;
/** Most clusters of one instance, each in a zone of its own. */
const CLUSTER_LIMIT = 8;

/** When cells of a column family go. Without either rule they stay for ever, which is refused. */
export interface FamilySpec {
  /** Days after which a cell goes. */
  readonly maxAgeDays?: number;
  /** Versions of a cell that stay. */
  readonly maxVersions?: number;
}

/** One table. */
export interface BigtableTableSpec {
  /** Column families, by name. */
  readonly families: Readonly<Record<string, FamilySpec>>;
  /** Row keys at which the table is divided from the start. @default none */
  readonly splitKeys?: readonly string[];
}

/** What the plan looks at. */
export interface BigtableShape {
  readonly gcp: GcpProject;
  readonly zones: readonly string[];
  readonly tables: Readonly<Record<string, BigtableTableSpec>>;
  readonly nodes?: { readonly min: number; readonly max: number };
  readonly cpuTarget?: number;
  readonly storage?: "SSD" | "HDD";
  readonly backupDays?: number;
  readonly deletionProtection?: boolean;
}

/** The values of the arguments that have a default. */
export const BIGTABLE_DEFAULTS = {
  nodes: { min: 1, max: 3 },
  cpuTarget: 60,
  storage: "SSD",
  backupDays: 7,
  deletionProtection: true,
} as const satisfies Partial<BigtableShape>;

/** The arguments with every default filled in. */
export type BigtablePlan = Required<BigtableShape>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planBigtable(name: string, args: BigtableShape): BigtablePlan {
  const plan: BigtablePlan = { ...BIGTABLE_DEFAULTS, ...args };
  const faults = new Faults("BigtableStore", name);
  checkProject(faults, plan.gcp);
  checkZones(faults, plan);
  checkScaling(faults, plan);
  faults.check(Object.keys(plan.tables).length > 0, {
    property: "tables",
    given: {},
    allowed: "at least one table",
    fix: "declare a table or leave the component out",
  });
  for (const [table, spec] of Object.entries(plan.tables)) {
    checkTable(faults, table, spec);
  }
  faults.throwIfAny();
  return plan;
}

function checkZones(faults: Faults, { zones, gcp }: BigtablePlan): void {
  faults.check(zones.length >= 1 && zones.length <= CLUSTER_LIMIT && new Set(zones).size === zones.length, {
    property: "zones",
    given: zones,
    allowed: `1 to ${CLUSTER_LIMIT} zones, each once (${SOURCE})`,
    fix: "name a zone for each cluster",
  });
  for (const zone of zones) {
    faults.check(zone.startsWith(`${gcp.location}-`), {
      property: "zones",
      given: zone,
      allowed: `a zone of ${gcp.location}, where the key stands`,
      fix: `name a zone such as ${gcp.location}-a`,
    });
  }
}

function checkScaling(faults: Faults, { nodes, cpuTarget, backupDays }: BigtablePlan): void {
  const whole = Number.isInteger(nodes.min) && Number.isInteger(nodes.max);
  faults.check(whole && nodes.min >= 1 && nodes.max >= nodes.min && nodes.max <= nodes.min * NODE_RATIO, {
    property: "nodes",
    given: nodes,
    allowed: `1 or more, and at most ${NODE_RATIO} times as many at the top (${SOURCE})`,
    fix: "narrow the range",
  });
  checkRange(faults, "cpuTarget", cpuTarget, CPU_TARGET);
  checkRange(faults, "backupDays", backupDays, BACKUP_DAYS);
}

function checkRange(faults: Faults, property: string, given: number, limit: { min: number; max: number }): void {
  faults.check(Number.isInteger(given) && given >= limit.min && given <= limit.max, {
    property,
    given,
    allowed: `a whole number from ${limit.min} to ${limit.max} (${SOURCE})`,
    fix: "choose a number in that range",
  });
}

function checkTable(faults: Faults, table: string, { families }: BigtableTableSpec): void {
  faults.check(/^[A-Za-z0-9][\w.-]{0,49}$/.test(table), {
    property: `tables.${table}`,
    given: table,
    allowed: "1 to 50 letters, digits, underscores, dots and hyphens",
    fix: "rename the table",
  });
  faults.check(Object.keys(families).length > 0, {
    property: `tables.${table}.families`,
    given: {},
    allowed: "at least one column family",
    fix: "name a family such as event",
  });
  for (const [family, { maxAgeDays, maxVersions }] of Object.entries(families)) {
    const rules = [maxAgeDays, maxVersions].filter((rule) => rule !== undefined);
    faults.check(rules.length > 0 && rules.every((rule) => Number.isInteger(rule) && rule >= 1), {
      property: `tables.${table}.families.${family}`,
      given: families[family],
      allowed: "maxAgeDays, maxVersions or both, 1 or more: without a rule no cell ever goes",
      fix: "say how long cells are needed",
    });
  }
}

/** The rule for a family as Bigtable reads it: a cell goes as soon as either limit is passed. */
export function collectionRule({ maxAgeDays, maxVersions }: FamilySpec): object {
  const rules = [
    ...(maxAgeDays === undefined ? [] : [{ max_age: `${maxAgeDays * 24}h` }]),
    ...(maxVersions === undefined ? [] : [{ max_version: maxVersions }]),
  ];
  return rules.length > 1 ? { mode: "union", rules } : { rules };
}
