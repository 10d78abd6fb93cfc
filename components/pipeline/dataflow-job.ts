import * as dataflow from "@pulumi/gcp/dataflow";
import * as projects from "@pulumi/gcp/projects";
import * as serviceaccount from "@pulumi/gcp/serviceaccount";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";
import type { AnalyticsWarehouse } from "./analytics-warehouse";
import type { Column } from "./analytics-warehouse-plan";
import { type JobEnvironment, scheduleInputs, streamInputs } from "./dataflow/job-inputs";
import { DataflowNetwork } from "./dataflow/network";
import { DataflowStaging } from "./dataflow/staging";
import { DATAFLOW_DEFAULTS, type DataflowPlan, type DataflowRun, planDataflow } from "./dataflow-job-plan";
import { GcpKeys } from "./gcp-keys";
import type { GcpLake } from "./gcp-lake";

export { DATAFLOW_SERVICES, type DataflowRun } from "./dataflow-job-plan";

/** Arguments of {@link DataflowJob}. */
export interface DataflowJobArgs {
  /** The lake that is read. */
  readonly lake: GcpLake;
  /** Folder of the lake, below which the objects stand by day: `orders/` for `orders/day=2026-01-31/….ndjson`. */
  readonly prefix: string;
  /** The warehouse that is written to; the job runs in its project and region. */
  readonly warehouse: AnalyticsWarehouse;
  /** Columns of the table, as the warehouse declares them. */
  readonly columns: readonly Column[];
  /** When the job runs: `streaming` costs day and night, `scheduled` for minutes a day, `none` makes nothing. */
  readonly run: DataflowRun;
  /** Table that takes the rows. @default "orders_curated" */
  readonly table?: string;
  /** Table that takes the lines which fit no row, with the columns of `ERROR_TABLE`; streaming only. @default `<table>_errors` */
  readonly errorTable?: string;
  /** A subnetwork with Private Google Access, by its URL. @default a network of the job's own, without the internet */
  readonly subnetwork?: pulumi.Input<string>;
  /** Most workers at a time. @default 2 */
  readonly maxWorkers?: number;
  /** @default "e2-standard-2" */
  readonly machineType?: string;
  /** A release of Google's templates, such as `2026-09-15-00_RC00`. @default "latest" */
  readonly templateVersion?: string;
  /** Pulumi does not delete the job's key. @default true */
  readonly deletionProtection?: boolean;
  /** What must stand first: the enabled services. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** The key of the workers' disks, of the job's state and of what it stages. */
const KEY = "jobs";
const KEY_AGENTS = { [KEY]: { agents: ["compute", "dataflow", "storage"] } } as const;

/**
 * What the workers do that Google grants on a project only: work for the service, and start load jobs. The first also
 * covers objects of every bucket of the project, so let the project hold analytics alone.
 */
const WORKER_PROJECT_ROLES = {
  worker: "roles/dataflow.worker",
  "query-jobs": "roles/bigquery.jobUser",
} as const;

/** What a job waits for besides what it names: the rights without which it would fail on its first minute. */
type Grants = readonly pulumi.Resource[];

/**
 * Carries a Cloud Storage lake into a BigQuery table by Google's own template: newline-delimited JSON, each line checked
 * against the table's columns. Workers have no public address, act as an account of their own, and encrypt by your key.
 *
 * Creates the job or its schedule, a staging bucket with transform and schema, a key ring, a service account with its
 * grants, and a private network where none is given. A repeated line is a repeated row, whose `record_id` readers go by;
 * a scheduled run fails where the day has no objects, and loses nothing by it.
 * Cost: streaming keeps a worker day and night, about 120 US dollars a month; a scheduled run a few cents.
 *
 * @example
 * new DataflowJob("shop-curation", {
 *   lake: pipeline.lake,
 *   prefix: "orders/",
 *   warehouse: pipeline.warehouse,
 *   columns: ORDER_COLUMNS,
 *   run: { mode: "scheduled", cron: "30 3 * * *" },
 * });
 */
export class DataflowJob extends EstateComponent {
  /** The running job, or the schedule that starts one; absent where nothing runs. */
  public readonly job: dataflow.FlexTemplateJob | dataflow.Pipeline | undefined;
  /** Whom the workers act as; absent where nothing runs. */
  public readonly worker: serviceaccount.Account | undefined;
  private readonly args: DataflowJobArgs;
  private readonly plan: DataflowPlan;

  public constructor(name: string, args: DataflowJobArgs, opts?: pulumi.ComponentResourceOptions) {
    const { gcp } = args.warehouse;
    const table = args.table ?? DATAFLOW_DEFAULTS.table;
    const plan = planDataflow(name, { ...args, gcp, table, tables: Object.keys(args.warehouse.tables) });
    super("estate:pipeline:DataflowJob", name, args, opts);
    this.args = args;
    this.plan = plan;
    if (plan.mode === "none") {
      this.registerOutputs({});
      return;
    }
    const keys = this.makeKeys();
    const staging = this.makeStaging(keys);
    const subnetwork = args.subnetwork ?? this.makeNetwork().subnetworkUrl;
    this.worker = this.makeAccount("worker", plan.accountIds.worker, "reads the lake and writes the warehouse");
    const grants = [...keys.grants(KEY), ...this.grantWorker(this.worker, staging)];
    const environment = { subnetwork, keyName: keys.id(KEY), email: this.worker.email, staging };
    this.job =
      plan.mode === "streaming"
        ? this.makeStream(environment, grants)
        : this.makeSchedule(environment, grants, this.worker);
    this.registerOutputs({ job: this.job.name });
  }

  private makeKeys(): GcpKeys {
    const { args, plan } = this;
    return new GcpKeys(
      this.childName("keys"),
      {
        gcp: plan.gcp,
        keys: KEY_AGENTS,
        after: args.after ?? [],
        ...(args.deletionProtection === undefined ? {} : { deletionProtection: args.deletionProtection }),
      },
      { parent: this },
    );
  }

  private makeStaging(keys: GcpKeys): DataflowStaging {
    const { gcp, columns } = this.plan;
    const key = { ring: keys, name: KEY };
    return new DataflowStaging(
      this.childName("staging"),
      { gcp, columns, key, after: this.args.after ?? [] },
      { parent: this },
    );
  }

  private makeNetwork(): DataflowNetwork {
    return new DataflowNetwork(
      this.childName("private"),
      { gcp: this.plan.gcp, after: this.args.after ?? [] },
      { parent: this },
    );
  }

  private makeAccount(role: string, accountId: string, does: string): serviceaccount.Account {
    return new serviceaccount.Account(
      this.childName(role),
      { project: this.plan.gcp.project, accountId, displayName: `${this.componentName}: ${does}` },
      this.childOptions({ dependsOn: [...(this.args.after ?? [])] }),
    );
  }

  /** On the smallest resource that each service takes: bucket, table, data set, and the project where nothing else. */
  private grantWorker(worker: serviceaccount.Account, staging: DataflowStaging): Grants {
    const { plan, componentName } = this;
    const { lake, warehouse } = this.args;
    const { member } = worker;
    const tables = plan.mode === "streaming" ? [plan.table, plan.errorTable] : [plan.table];
    return [
      lake.grantRead(componentName, member),
      staging.grantReadWrite("worker", member),
      ...tables.map((table) => warehouse.grantAppend(table, componentName, member)),
      warehouse.grantMetadata(componentName, { serviceAccount: worker.email }),
      ...Object.entries(WORKER_PROJECT_ROLES).map(([key, role]) => this.grantOnProject(key, role, member)),
    ];
  }

  private grantOnProject(key: string, role: string, member: pulumi.Input<string>): projects.IAMMember {
    return new projects.IAMMember(
      this.childName("project", key),
      { project: this.plan.gcp.project, role, member },
      this.childOptions(),
    );
  }

  private makeStream(environment: JobEnvironment, grants: Grants): dataflow.FlexTemplateJob {
    return new dataflow.FlexTemplateJob(
      this.childName("job"),
      streamInputs(this.plan, this.args, environment),
      this.childOptions({ dependsOn: [...grants] }),
    );
  }

  private makeSchedule(environment: JobEnvironment, grants: Grants, worker: serviceaccount.Account): dataflow.Pipeline {
    const clock = this.makeAccount("clock", this.plan.accountIds.scheduler, "starts the daily run");
    const rights = this.grantClock(clock, worker);
    const inputs = scheduleInputs(this.plan, this.args, environment);
    return new dataflow.Pipeline(
      this.childName("job"),
      { ...inputs, displayName: this.componentName, schedulerServiceAccountEmail: clock.email },
      this.childOptions({ dependsOn: [...grants, ...rights] }),
    );
  }

  /** The schedule may start this project's runs, and hand them to the worker's account; it reads no data. */
  private grantClock(clock: serviceaccount.Account, worker: serviceaccount.Account): Grants {
    return [
      this.grantOnProject("start-runs", "roles/datapipelines.invoker", clock.member),
      new serviceaccount.IAMMember(
        this.childName("clock-acts-as-worker"),
        { serviceAccountId: worker.name, role: "roles/iam.serviceAccountUser", member: clock.member },
        this.childOptions(),
      ),
    ];
  }
}
