import { Faults } from "../core";
import { checkProject, type GcpProject } from "./gcp-project";

/** Most clustering columns of a table (BigQuery, "Introduction to clustered tables", read 2026-11). */
export const CLUSTER_LIMIT = 4;
/** Most columns of a table (BigQuery quotas, read 2026-11). */
export const COLUMN_LIMIT = 10_000;
/** Longest id of a dataset or table, in characters (BigQuery REST reference, read 2026-11). */
export const ID_LIMIT = 1024;
/** Hours of time travel that BigQuery takes ("Data retention with time travel", read 2026-11). */
export const TIME_TRAVEL_HOURS = { min: 48, max: 168 } as const;

/** Types by which a table can be partitioned by day. */
const DAY_TYPES: readonly string[] = ["DATE", "DATETIME", "TIMESTAMP"];
/** Types that cannot be clustered by ("Introduction to clustered tables", read 2026-11). */
const UNCLUSTERABLE: readonly string[] = ["BYTES", "FLOAT", "JSON", "RECORD", "TIME"];

/** A column, as BigQuery's REST API writes it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly mode?: "NULLABLE" | "REQUIRED" | "REPEATED";
  readonly description?: string;
  /** Columns of a record. */
  readonly fields?: readonly Column[];
}

/** A table: partitioned by day, clustered. */
export interface WarehouseTable {
  readonly description: string;
  readonly columns: readonly Column[];
  /** The column whose day tells the partition. */
  readonly partitionBy: string;
  /** Columns that readers filter by, the most selective first; up to four. @default none */
  readonly clusterBy?: readonly string[];
  /** Days after which a partition goes. @default never */
  readonly partitionDays?: number;
  /** Refuse queries that would read every day. @default false */
  readonly requirePartitionFilter?: boolean;
}

/** A view over the warehouse's tables. */
export interface WarehouseView {
  readonly description: string;
  /** The query in GoogleSQL; `table` gives a table's full name, `project.dataset.table`, without quotes. */
  readonly query: (table: (id: string) => string) => string;
}

/** What the plan looks at. */
export interface WarehouseShape {
  readonly gcp: GcpProject;
  readonly datasetId?: string;
  readonly tables: Readonly<Record<string, WarehouseTable>>;
  readonly views?: Readonly<Record<string, WarehouseView>>;
  readonly timeTravelHours?: number;
  readonly deletionProtection?: boolean;
}

/** The values of the arguments that have a default. */
export const WAREHOUSE_DEFAULTS = {
  views: {},
  timeTravelHours: TIME_TRAVEL_HOURS.max,
  deletionProtection: true,
} as const satisfies Partial<WarehouseShape>;

/** The arguments with every default filled in. */
export type WarehousePlan = Required<WarehouseShape>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planWarehouse(name: string, args: WarehouseShape): WarehousePlan {
  const faults = new Faults("AnalyticsWarehouse", name);
  const plan: WarehousePlan = {
    ...WAREHOUSE_DEFAULTS,
    ...args,
    datasetId: args.datasetId ?? name.replace(/[^A-Za-z0-9_]+/g, "_"),
  };
  checkProject(faults, plan.gcp);
  checkId(faults, "datasetId", plan.datasetId);
  checkHours(faults, plan.timeTravelHours);
  for (const [id, table] of Object.entries(plan.tables)) {
    checkId(faults, `tables.${id}`, id);
    checkTable(faults, `tables.${id}`, table);
  }
  for (const [id, view] of Object.entries(plan.views)) {
    checkId(faults, `views.${id}`, id);
    checkView(faults, id, view, Object.keys(plan.tables));
  }
  faults.throwIfAny();
  return plan;
}

function checkId(faults: Faults, property: string, id: string): void {
  faults.check(/^[A-Za-z0-9_]+$/.test(id) && id.length <= ID_LIMIT, {
    property,
    given: id,
    allowed: `letters, digits and "_", up to ${ID_LIMIT} characters`,
    fix: "write underscores instead of hyphens",
  });
}

function checkHours(faults: Faults, hours: number): void {
  const { min, max } = TIME_TRAVEL_HOURS;
  faults.check(hours >= min && hours <= max && hours % 24 === 0, {
    property: "timeTravelHours",
    given: hours,
    allowed: `whole days from ${min} to ${max} hours`,
    fix: "choose a multiple of 24",
  });
}

function checkTable(faults: Faults, property: string, table: WarehouseTable): void {
  const types = new Map(table.columns.map((column) => [column.name, column.type]));
  faults.check(
    table.columns.length >= 1 && table.columns.length <= COLUMN_LIMIT && types.size === table.columns.length,
    {
      property: `${property}.columns`,
      given: table.columns.map((column) => column.name),
      allowed: `1 to ${COLUMN_LIMIT} columns, each name once`,
      fix: "remove the column that stands twice, or add one",
    },
  );
  faults.check(DAY_TYPES.includes(types.get(table.partitionBy) ?? ""), {
    property: `${property}.partitionBy`,
    given: table.partitionBy,
    allowed: `a column of type ${DAY_TYPES.join(", ")}`,
    fix: "partition by the column that says when the event happened",
  });
  const clusterBy = table.clusterBy ?? [];
  faults.check(clusterBy.length <= CLUSTER_LIMIT, {
    property: `${property}.clusterBy`,
    given: clusterBy,
    allowed: `up to ${CLUSTER_LIMIT} columns`,
    fix: "keep the columns that readers filter by most",
  });
  for (const column of clusterBy) {
    const type = types.get(column);
    faults.check(type !== undefined && !UNCLUSTERABLE.includes(type), {
      property: `${property}.clusterBy`,
      given: column,
      allowed: `a column of the table whose type is none of ${UNCLUSTERABLE.join(", ")}`,
      fix: "correct the name, or choose another column",
    });
  }
  const days = table.partitionDays;
  faults.check(days === undefined || (Number.isInteger(days) && days >= 1), {
    property: `${property}.partitionDays`,
    given: days,
    allowed: "whole days from 1, or nothing",
    fix: "omit it to keep every partition",
  });
}

function checkView(faults: Faults, id: string, view: WarehouseView, tables: readonly string[]): void {
  const unknown: string[] = [];
  const query = view.query((table) => {
    if (!tables.includes(table)) {
      unknown.push(table);
    }
    return `project.dataset.${table}`;
  });
  faults.check(unknown.length === 0 && query.trim() !== "" && !tables.includes(id), {
    property: `views.${id}`,
    given: unknown.length > 0 ? unknown : id,
    allowed: `a query over ${tables.join(", ")}, under a name that no table has`,
    fix: "declare the table, or correct its name",
  });
}
