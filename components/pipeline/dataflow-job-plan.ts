import { Faults, fitName } from "../core";
import type { Column } from "./analytics-warehouse-plan";
import { checkProject, type GcpProject } from "./gcp-project";

/** Services that a job uses, by their short names; the last two only where it runs on a schedule. */
export const DATAFLOW_SERVICES: readonly string[] = ["compute", "dataflow", "cloudscheduler", "datapipelines"];

/** Google's templates, by mode (github.com/GoogleCloudPlatform/DataflowTemplates, v2, read 2026-11). */
export const TEMPLATES = {
  streaming: "Stream_GCS_Text_to_BigQuery_Flex",
  scheduled: "GCS_Text_to_BigQuery_Flex",
} as const;

/** Ids of service accounts (IAM REST reference, projects.serviceAccounts.create, read 2026-11). */
const ACCOUNT_ID = { min: 6, max: 30 } as const;
/** Most workers of one job without a zone and with Streaming Engine or Shuffle (Dataflow quotas, read 2026-11). */
export const WORKER_LIMIT = 4_000;
/**
 * Streaming Engine needs machines of two processors or more ("Streaming Engine"; from memory, recheck before release).
 */
const SMALL_MACHINE = /^(f1-|g1-|n1-standard-1$|e2-(micro|small)$)/;

/** When the job runs, and so what it costs. */
export type DataflowRun =
  /** Always: minutes after a change, its row is curated. One worker at least, day and night. */
  | { readonly mode: "streaming" }
  /** Once a day over the day before, for minutes: the cheap way. */
  | {
      readonly mode: "scheduled";
      /** Five fields of cron; the lake's day must be over by then, in the time zone. @default "30 3 * * *" */
      readonly cron?: string;
    }
  /** Never: nothing is made. */
  | { readonly mode: "none" };

/** What the plan looks at. */
export interface DataflowShape {
  readonly gcp: GcpProject;
  readonly run: DataflowRun;
  readonly prefix: string;
  readonly columns: readonly Column[];
  readonly table: string;
  readonly errorTable?: string;
  readonly tables: readonly string[];
  readonly maxWorkers?: number;
  readonly machineType?: string;
  readonly templateVersion?: string;
}

/** The values of the arguments that have a default. */
export const DATAFLOW_DEFAULTS = {
  table: "orders_curated",
  maxWorkers: 2,
  machineType: "e2-standard-2",
  templateVersion: "latest",
  cron: "30 3 * * *",
} as const;

/** The arguments with every default filled in. */
export interface DataflowPlan {
  readonly gcp: GcpProject;
  readonly mode: DataflowRun["mode"];
  readonly cron: string;
  readonly prefix: string;
  readonly columns: readonly Column[];
  readonly table: string;
  readonly errorTable: string;
  readonly maxWorkers: number;
  readonly machineType: string;
  /** Where Google keeps the template, in the job's own region. */
  readonly template: string;
  /** Name of each scheduled run. */
  readonly jobName: string;
  readonly accountIds: { readonly worker: string; readonly scheduler: string };
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planDataflow(name: string, args: DataflowShape): DataflowPlan {
  const { run, gcp } = args;
  const plan = {
    gcp,
    mode: run.mode,
    cron: (run.mode === "scheduled" ? run.cron : undefined) ?? DATAFLOW_DEFAULTS.cron,
    prefix: args.prefix,
    columns: args.columns,
    table: args.table,
    errorTable: args.errorTable ?? `${args.table}_errors`,
    maxWorkers: args.maxWorkers ?? DATAFLOW_DEFAULTS.maxWorkers,
    machineType: args.machineType ?? DATAFLOW_DEFAULTS.machineType,
    template: templatePath(gcp.location, run.mode, args.templateVersion ?? DATAFLOW_DEFAULTS.templateVersion),
    jobName: `${name}-run`.toLowerCase().replace(/[^a-z0-9-]+/g, "-"),
    accountIds: { worker: accountId(`${name}-worker`), scheduler: accountId(`${name}-clock`) },
  };
  const faults = new Faults("DataflowJob", name);
  checkProject(faults, gcp);
  checkSource(faults, plan);
  checkTables(faults, plan, args.tables);
  checkWorkers(faults, plan);
  faults.throwIfAny();
  return plan;
}

function templatePath(region: string, mode: DataflowRun["mode"], version: string): string {
  return `gs://dataflow-templates-${region}/${version}/flex/${TEMPLATES[mode === "streaming" ? "streaming" : "scheduled"]}`;
}

function accountId(name: string): string {
  return fitName(name.toLowerCase().replace(/[^a-z0-9-]+/g, "-"), ACCOUNT_ID.max);
}

/**
 * The objects that a run reads: all that ever come, or those of the day before. Data pipelines fill the day in when they
 * start a run: `%` as in strftime, and the shift in braces ("Work with Dataflow data pipelines"; from memory, recheck
 * before release).
 */
export function inputPattern(bucket: string, prefix: string, mode: DataflowRun["mode"]): string {
  const folder = `gs://${bucket}/${prefix}`;
  return mode === "streaming" ? `${folder}day=*/*.ndjson` : `${folder}day=%Y-%m-%d/*.ndjson{-24h}`;
}

function checkSource(faults: Faults, plan: Pick<DataflowPlan, "prefix" | "cron">): void {
  faults.check(/^([a-z0-9_-]+\/)+$/.test(plan.prefix), {
    property: "prefix",
    given: plan.prefix,
    allowed: "a folder that ends with a slash, such as orders/",
    fix: "give the folder that the pipeline's function writes to",
  });
  faults.check(/^\S+( \S+){4}$/.test(plan.cron), {
    property: "run.cron",
    given: plan.cron,
    allowed: "five fields: minute, hour, day, month, weekday",
    fix: `write it as cron does, such as "${DATAFLOW_DEFAULTS.cron}"`,
  });
}

function checkTables(faults: Faults, plan: DataflowPlan, tables: readonly string[]): void {
  const wanted = plan.mode === "streaming" ? [plan.table, plan.errorTable] : [plan.table];
  for (const table of wanted) {
    faults.check(tables.includes(table), {
      property: table === plan.table ? "table" : "errorTable",
      given: table,
      allowed: `a table of the warehouse: ${tables.join(", ")}`,
      fix: table === plan.table ? "declare the table" : `declare the table with the columns of ERROR_TABLE`,
    });
  }
  faults.check(plan.columns.length > 0 && plan.columns.every(({ type }) => type !== "RECORD"), {
    property: "columns",
    given: plan.columns.map(({ name, type }) => `${name} ${type}`),
    allowed: "the table's columns, none of them a record",
    fix: "keep nested values in a column of type JSON",
  });
}

function checkWorkers(faults: Faults, plan: DataflowPlan): void {
  faults.check(Number.isInteger(plan.maxWorkers) && plan.maxWorkers >= 1 && plan.maxWorkers <= WORKER_LIMIT, {
    property: "maxWorkers",
    given: plan.maxWorkers,
    allowed: `1 to ${WORKER_LIMIT} workers`,
    fix: "choose the number that the budget bears",
  });
  faults.check(!SMALL_MACHINE.test(plan.machineType), {
    property: "machineType",
    given: plan.machineType,
    allowed: "a machine of two processors or more",
    fix: `choose ${DATAFLOW_DEFAULTS.machineType} or larger`,
  });
  for (const id of Object.values(plan.accountIds)) {
    faults.check(new RegExp(`^[a-z][-a-z0-9]{${ACCOUNT_ID.min - 2},${ACCOUNT_ID.max - 2}}[a-z0-9]$`).test(id), {
      property: "name",
      given: id,
      allowed: "a name that begins with a letter",
      fix: "rename the component",
    });
  }
}
