import { Faults } from "../core";

const SOURCE = "DynamoDB quotas, read 2026-11";
/** Global secondary indexes per table (the default quota; SOURCE). */
export const GLOBAL_INDEX_LIMIT = 20;
/** Local secondary indexes per table. */
export const LOCAL_INDEX_LIMIT = 5;
/** Projected non-key attributes over all indexes of a table that list theirs. */
export const PROJECTED_ATTRIBUTE_LIMIT = 100;
/** Days for which point-in-time recovery can reach back. */
export const RECOVERY_DAYS = { min: 1, max: 35 } as const;
/** Length of a table's and of an index' name, in characters. */
const NAME_LENGTH = { min: 3, max: 255 } as const;
const NAME_PATTERN = /^[A-Za-z0-9_.-]+$/;
/** Share of provisioned capacity that scaling aims at, in percent (Application Auto Scaling, read 2026-11). */
const UTILISATION = { min: 20, max: 90 } as const;

/** Type of an attribute that is part of a key. */
export type AttributeType = "string" | "number" | "binary";
/** What an index carries besides its keys. */
export type Projection = "all" | "keysOnly" | { readonly include: readonly string[] };
/** What a stream's records show. */
export type StreamView = "keysOnly" | "newImage" | "oldImage" | "newAndOldImages";

/** An index with a partition key of its own. */
export interface GlobalIndexSpec {
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** @default "all" */
  readonly projection?: Projection;
}

/** A second order within the table's partitions. Can be made only together with the table. */
export interface LocalIndexSpec {
  readonly sortKey: string;
  /** @default "all" */
  readonly projection?: Projection;
}

/** Capacity units per second, scaled between the bounds. */
export interface CapacityRange {
  readonly min: number;
  readonly max: number;
}

/** Reserved throughput, for load that is steady enough to be cheaper than paying per request. */
export interface ProvisionedCapacity {
  readonly read: CapacityRange;
  readonly write: CapacityRange;
  /** Utilisation that scaling aims at, in percent, 20 to 90. @default 70 */
  readonly targetUtilisation?: number;
}

/** The shape of a table, without the values that only a deployment knows. */
export interface TableShape {
  /** Attributes that are part of a key of the table or of an index, and no others: the rest has no schema. */
  readonly attributes: Readonly<Record<string, AttributeType>>;
  readonly partitionKey: string;
  /** @default none: one item per partition */
  readonly sortKey?: string;
  /** @default none */
  readonly globalIndexes?: Readonly<Record<string, GlobalIndexSpec>>;
  /** @default none */
  readonly localIndexes?: Readonly<Record<string, LocalIndexSpec>>;
  /** @default "onDemand": pay per request */
  readonly capacity?: "onDemand" | ProvisionedCapacity;
  /** Changes as a stream, kept for 24 hours. @default no stream */
  readonly stream?: StreamView;
  /** Attribute with the expiry as Unix time in seconds. @default items do not expire */
  readonly timeToLive?: string;
  /** Physical name. @default `${prefix}-${key}`, or Pulumi's auto-name without a prefix */
  readonly tableName?: string;
  /** Further regions. */
  readonly replicas?: readonly { readonly region: string }[];
}

/** What the plan looks at. */
export interface TablesShape {
  readonly tables: Readonly<Record<string, TableShape>>;
  readonly prefix?: string;
  readonly recoveryDays?: number;
  readonly deletionProtection?: boolean;
}

/** The arguments with every default filled in. */
export interface TablesPlan {
  readonly recoveryDays: number;
  readonly deletionProtection: boolean;
  /** Physical names by key, where they are explicit. */
  readonly names: ReadonlyMap<string, string>;
}

export const TABLES_DEFAULTS = { recoveryDays: 35, deletionProtection: true, targetUtilisation: 70 } as const;

/**
 * Checks every table and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planTables(name: string, args: TablesShape): TablesPlan {
  const faults = new Faults("DataTables", name);
  const recoveryDays = args.recoveryDays ?? TABLES_DEFAULTS.recoveryDays;
  faults.check(Object.keys(args.tables).length > 0, {
    property: "tables",
    given: {},
    allowed: "at least one table",
    fix: "declare a table or leave the component out",
  });
  faults.check(
    Number.isInteger(recoveryDays) && recoveryDays >= RECOVERY_DAYS.min && recoveryDays <= RECOVERY_DAYS.max,
    {
      property: "recoveryDays",
      given: recoveryDays,
      allowed: `whole days from ${RECOVERY_DAYS.min} to ${RECOVERY_DAYS.max} (${SOURCE})`,
      fix: "choose a number of days in that range",
    },
  );
  const names = new Map<string, string>();
  for (const [key, table] of Object.entries(args.tables)) {
    const physical = table.tableName ?? (args.prefix === undefined ? undefined : `${args.prefix}-${key}`);
    if (physical !== undefined) {
      checkPhysicalName(faults, key, physical, [...names.values()]);
      names.set(key, physical);
    }
    checkTable(faults, `tables.${key}`, table);
  }
  faults.throwIfAny();
  return { recoveryDays, deletionProtection: args.deletionProtection ?? TABLES_DEFAULTS.deletionProtection, names };
}

function checkPhysicalName(faults: Faults, key: string, given: string, taken: readonly string[]): void {
  checkName(faults, `tables.${key}.tableName`, given);
  faults.check(!taken.includes(given), {
    property: `tables.${key}.tableName`,
    given,
    allowed: "a name that no other table has",
    fix: "rename one of the two tables",
  });
}

function checkName(faults: Faults, property: string, given: string): void {
  faults.check(NAME_PATTERN.test(given) && given.length >= NAME_LENGTH.min && given.length <= NAME_LENGTH.max, {
    property,
    given,
    allowed: `${NAME_LENGTH.min} to ${NAME_LENGTH.max} letters, digits, "_", "-" and "." (${SOURCE})`,
    fix: "rename it",
  });
}

function checkTable(faults: Faults, path: string, table: TableShape): void {
  checkKeys(faults, path, table);
  checkIndexes(faults, path, table);
  checkTimeToLive(faults, path, table);
  checkCapacity(faults, path, table);
  checkReplicas(faults, path, table);
}

/** Every attribute that a key names, with the property that names it. */
function usedAttributes(table: TableShape): readonly { property: string; attribute: string }[] {
  const keys = (property: string, spec: { partitionKey?: string; sortKey?: string }) => [
    ...(spec.partitionKey === undefined ? [] : [{ property: `${property}partitionKey`, attribute: spec.partitionKey }]),
    ...(spec.sortKey === undefined ? [] : [{ property: `${property}sortKey`, attribute: spec.sortKey }]),
  ];
  return [
    ...keys("", table),
    ...Object.entries(table.globalIndexes ?? {}).flatMap(([key, index]) => keys(`globalIndexes.${key}.`, index)),
    ...Object.entries(table.localIndexes ?? {}).flatMap(([key, index]) => keys(`localIndexes.${key}.`, index)),
  ];
}

function checkKeys(faults: Faults, path: string, table: TableShape): void {
  const used = usedAttributes(table);
  const declared = Object.keys(table.attributes);
  for (const { property, attribute } of used) {
    faults.check(declared.includes(attribute), {
      property: `${path}.${property}`,
      given: attribute,
      allowed: `a declared attribute: ${declared.join(", ") || "none is declared"}`,
      fix: `declare "${attribute}" with its type under ${path}.attributes`,
    });
  }
  for (const attribute of declared) {
    faults.check(
      used.some((use) => use.attribute === attribute),
      {
        property: `${path}.attributes.${attribute}`,
        given: attribute,
        allowed: "attributes that a key of the table or of an index names; DynamoDB refuses others",
        fix: "remove the attribute, or use it in a key",
      },
    );
  }
  faults.check(table.sortKey !== table.partitionKey, {
    property: `${path}.sortKey`,
    given: table.sortKey,
    allowed: "another attribute than the partition key",
    fix: "choose another attribute, or leave the sort key out",
  });
}

function checkIndexes(faults: Faults, path: string, table: TableShape): void {
  const global = Object.keys(table.globalIndexes ?? {});
  const local = Object.keys(table.localIndexes ?? {});
  checkCount(faults, `${path}.globalIndexes`, global.length, GLOBAL_INDEX_LIMIT);
  checkCount(faults, `${path}.localIndexes`, local.length, LOCAL_INDEX_LIMIT);
  for (const index of [...global, ...local]) {
    checkName(faults, `${path}.${global.includes(index) ? "globalIndexes" : "localIndexes"}.${index}`, index);
  }
  for (const index of local.filter((candidate) => global.includes(candidate))) {
    faults.add({
      property: `${path}.localIndexes.${index}`,
      given: index,
      allowed: "a name that no global index of the table has",
      fix: "rename one of the two indexes",
    });
  }
  faults.check(local.length === 0 || table.sortKey !== undefined, {
    property: `${path}.localIndexes`,
    given: local,
    allowed: "local indexes on tables with a sort key only",
    fix: "give the table a sort key, or make the index global",
  });
  checkProjections(faults, path, table);
}

function checkCount(faults: Faults, property: string, given: number, limit: number): void {
  faults.check(given <= limit, {
    property,
    given,
    allowed: `up to ${limit} (${SOURCE})`,
    fix: "overload fewer indexes, or split the table",
  });
}

function checkProjections(faults: Faults, path: string, table: TableShape): void {
  const indexes = [...Object.values(table.globalIndexes ?? {}), ...Object.values(table.localIndexes ?? {})];
  const included = indexes.flatMap(({ projection }) => (typeof projection === "object" ? [projection.include] : []));
  const total = included.flat().length;
  faults.check(total <= PROJECTED_ATTRIBUTE_LIMIT && included.every((list) => list.length > 0), {
    property: `${path}: projection.include`,
    given: total,
    allowed: `at least one attribute per list, ${PROJECTED_ATTRIBUTE_LIMIT} over all indexes (${SOURCE})`,
    fix: 'name the attributes, or project "all" or "keysOnly"',
  });
}

function checkTimeToLive(faults: Faults, path: string, table: TableShape): void {
  const given = table.timeToLive;
  if (given === undefined) {
    return;
  }
  const type = table.attributes[given];
  faults.check(given !== table.partitionKey && given !== table.sortKey && (type === undefined || type === "number"), {
    property: `${path}.timeToLive`,
    given,
    allowed: "a number attribute that is not part of the table's key",
    fix: "keep the expiry in an attribute of its own, as Unix time in seconds",
  });
}

function checkCapacity(faults: Faults, path: string, table: TableShape): void {
  const { capacity } = table;
  if (capacity === undefined || capacity === "onDemand") {
    return;
  }
  for (const side of ["read", "write"] as const) {
    const { min, max } = capacity[side];
    faults.check(Number.isInteger(min) && Number.isInteger(max) && min >= 1 && max >= min, {
      property: `${path}.capacity.${side}`,
      given: capacity[side],
      allowed: "whole units with 1 ≤ min ≤ max",
      fix: "order the bounds, or use onDemand",
    });
  }
  const target = capacity.targetUtilisation ?? TABLES_DEFAULTS.targetUtilisation;
  faults.check(target >= UTILISATION.min && target <= UTILISATION.max, {
    property: `${path}.capacity.targetUtilisation`,
    given: target,
    allowed: `${UTILISATION.min} to ${UTILISATION.max} percent`,
    fix: "choose a share in that range",
  });
}

function checkReplicas(faults: Faults, path: string, table: TableShape): void {
  const regions = (table.replicas ?? []).map(({ region }) => region);
  faults.check(regions.length === 0 || table.stream === "newAndOldImages", {
    property: `${path}.stream`,
    given: table.stream,
    allowed: '"newAndOldImages" for a table with replicas, which copies from its stream',
    fix: 'set stream to "newAndOldImages"',
  });
  faults.check(new Set(regions).size === regions.length, {
    property: `${path}.replicas`,
    given: regions,
    allowed: "each region once",
    fix: "remove the repetition",
  });
}
