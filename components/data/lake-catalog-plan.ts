import { Faults } from "../core";

/** Smallest limit on bytes that one query reads (Athena API, `BytesScannedCutoffPerQuery`, read 2026-11). */
export const LEAST_SCAN_BYTES = 10_000_000;
/** Longest name of a database or table, in characters (Glue API, `CreateTable`, read 2026-11). */
const NAME_LIMIT = 255;
/**
 * Names that Athena takes without quotes ("Name databases, tables, and columns"; from memory, recheck before release).
 */
const NAME = /^[a-z][a-z0-9_]*$/;

/** A column, by Athena's types. */
export interface LakeColumn {
  readonly name: string;
  readonly type: "string" | "bigint" | "double" | "boolean" | "timestamp" | "date" | `decimal(${number},${number})`;
  readonly description?: string;
}

/** A table over objects that stand by day: `<prefix>day=2026-01-31/…`. */
export interface LakeTable {
  readonly description: string;
  /** Folder of the lake, with its slash. */
  readonly prefix: string;
  /** `json`: one object per line. `parquet`: by column, ten times cheaper to query. */
  readonly format: "json" | "parquet";
  readonly columns: readonly LakeColumn[];
  /** The first day that has objects: `2026-01-01`. */
  readonly firstDay: string;
}

/** A query that runs on a schedule and writes one table from another. */
export interface LakeTransform {
  readonly description: string;
  /** Table that is read. */
  readonly from: string;
  /** Table that is written; its folder must be another. */
  readonly to: string;
  /** The statement in Athena's SQL; `table` gives a table's name. Make it repeatable: a run may be tried twice. */
  readonly query: (table: (id: string) => string) => string;
  /** When, as EventBridge Scheduler writes it, in UTC: `cron(15 1 * * ? *)`. */
  readonly schedule: string;
}

/** What the plan looks at. */
export interface CatalogShape {
  readonly databaseName?: string;
  readonly tables: Readonly<Record<string, LakeTable>>;
  readonly transforms?: Readonly<Record<string, LakeTransform>>;
  readonly resultPrefix?: string;
  readonly scanLimitBytes?: number;
  readonly transformsEnabled?: boolean;
}

/** The values of the arguments that have a default. */
export const CATALOG_DEFAULTS = {
  transforms: {},
  resultPrefix: "athena-results/",
  scanLimitBytes: 10_000_000_000,
  transformsEnabled: true,
} as const satisfies Partial<CatalogShape>;

/** The arguments with every default filled in. */
export type CatalogPlan = Required<CatalogShape>;

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planCatalog(name: string, args: CatalogShape): CatalogPlan {
  const plan: CatalogPlan = {
    ...CATALOG_DEFAULTS,
    ...args,
    databaseName: args.databaseName ?? name.toLowerCase().replace(/[^a-z0-9_]+/g, "_"),
  };
  const faults = new Faults("LakeCatalog", name);
  checkName(faults, "databaseName", plan.databaseName);
  checkFolder(faults, "resultPrefix", plan.resultPrefix);
  faults.check(Number.isInteger(plan.scanLimitBytes) && plan.scanLimitBytes >= LEAST_SCAN_BYTES, {
    property: "scanLimitBytes",
    given: plan.scanLimitBytes,
    allowed: `${LEAST_SCAN_BYTES} bytes or more`,
    fix: "choose what one query may cost: a terabyte is five US dollars",
  });
  for (const [id, table] of Object.entries(plan.tables)) {
    checkTable(faults, id, table);
  }
  for (const [id, transform] of Object.entries(plan.transforms)) {
    checkTransform(faults, id, transform, plan.tables);
  }
  faults.throwIfAny();
  return plan;
}

function checkName(faults: Faults, property: string, given: string): void {
  faults.check(NAME.test(given) && given.length <= NAME_LIMIT, {
    property,
    given,
    allowed: `lower-case letters, digits and "_", a letter first, up to ${NAME_LIMIT} characters`,
    fix: "write underscores instead of hyphens",
  });
}

function checkFolder(faults: Faults, property: string, given: string): void {
  faults.check(/^([A-Za-z0-9_-]+\/)+$/.test(given), {
    property,
    given,
    allowed: "a folder that ends with a slash, such as orders/",
    fix: "add the slash, and leave out the bucket",
  });
}

function checkTable(faults: Faults, id: string, table: LakeTable): void {
  const property = `tables.${id}`;
  const names = table.columns.map((column) => column.name);
  checkName(faults, property, id);
  checkFolder(faults, `${property}.prefix`, table.prefix);
  faults.check(names.length > 0 && new Set([...names, "day"]).size === names.length + 1, {
    property: `${property}.columns`,
    given: names,
    allowed: 'columns, each name once; "day" is the partition',
    fix: "remove the column that stands twice",
  });
  const day = new Date(`${table.firstDay}T00:00:00Z`);
  faults.check(!Number.isNaN(day.getTime()) && day.toISOString().startsWith(table.firstDay), {
    property: `${property}.firstDay`,
    given: table.firstDay,
    allowed: "a day of the calendar, as 2026-01-31",
    fix: "write year, month and day with hyphens",
  });
}

function checkTransform(
  faults: Faults,
  id: string,
  transform: LakeTransform,
  tables: Readonly<Record<string, LakeTable>>,
): void {
  const property = `transforms.${id}`;
  const { from, to } = transform;
  const [source, target] = [tables[from], tables[to]];
  const known = source !== undefined && target !== undefined;
  faults.check(known && !target.prefix.startsWith(source.prefix) && !source.prefix.startsWith(target.prefix), {
    property,
    given: [from, to],
    allowed: `two of the tables ${Object.keys(tables).join(", ")}, in folders apart`,
    fix: "declare both tables, and give each a folder of its own",
  });
  const used = new Set<string>();
  transform.query((table) => {
    used.add(table);
    return table;
  });
  faults.check(
    [...used].every((table) => table === from || table === to),
    {
      property: `${property}.query`,
      given: [...used],
      allowed: `a query over ${from} and ${to}, because it has rights to no others`,
      fix: "declare what the query reads and writes",
    },
  );
  faults.check(/^(cron|rate|at)\(.+\)$/.test(transform.schedule), {
    property: `${property}.schedule`,
    given: transform.schedule,
    allowed: "cron(…) with six fields, or rate(…)",
    fix: "write it as EventBridge Scheduler does, such as cron(15 1 * * ? *)",
  });
}

/** Properties by which Athena knows the partitions without a crawler: one a day, from the first day to today. */
export function projection(bucket: string, table: LakeTable): Record<string, string> {
  return {
    EXTERNAL: "TRUE",
    classification: table.format,
    "projection.enabled": "true",
    "projection.day.type": "date",
    "projection.day.format": "yyyy-MM-dd",
    "projection.day.range": `${table.firstDay},NOW`,
    "projection.day.interval": "1",
    "projection.day.interval.unit": "DAYS",
    "storage.location.template": `s3://${bucket}/${table.prefix}day=\${day}`,
    ...(table.format === "parquet" ? { "parquet.compression": "SNAPPY" } : {}),
  };
}

/** How Athena reads and writes each format (public table definitions, read 2026-11). */
export const FORMATS = {
  json: {
    inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    serDe: "org.openx.data.jsonserde.JsonSerDe",
  },
  parquet: {
    inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    serDe: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
  },
} as const;
