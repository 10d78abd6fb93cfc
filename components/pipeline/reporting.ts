import * as bigquery from "@pulumi/gcp/bigquery";
import * as projects from "@pulumi/gcp/projects";
import * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";
import type { AnalyticsWarehouse } from "./analytics-warehouse";
import type { GcpKeys } from "./gcp-keys";
import { planReporting, type ReportView } from "./reporting-plan";

export type { ReportField, ReportView } from "./reporting-plan";

/** Arguments of {@link Reporting}. */
export interface ReportingArgs {
  /** The warehouse whose tables the views read. */
  readonly warehouse: AnalyticsWarehouse;
  /** The customer key of what queries leave behind: a ring, and the name of the key that BigQuery's agent may use. */
  readonly key: { readonly ring: GcpKeys; readonly name: string };
  /** The views, by id: `sales`. */
  readonly views: Readonly<Record<string, ReportView>>;
  /** Addresses of the Google groups that read, by a name of yours: `{ analysts: "analysts@example.com" }`. */
  readonly readers: Readonly<Record<string, string>>;
  /** Dataset id, unique in the project. @default the component's name with underscores */
  readonly datasetId?: string;
  /** What must stand first: the enabled services. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** Where a report is made from a link (Data Studio's linking API, read 2026-11; the older host name still answers). */
const DASHBOARD = "https://lookerstudio.google.com/reporting/create";

/**
 * What a dashboard tool reads: views in a dataset of their own, authorized on the warehouse, and the groups that may read
 * them. A reader sees the views' rows, and has no right to the tables below.
 *
 * Creates a dataset, its views, an authorization per view; per group the right to read the dataset and, on the project
 * because Google grants it nowhere else, to run queries. Cost follows the bytes that queries read.
 *
 * @example
 * const reporting = new Reporting("shop-reporting", {
 *   warehouse: pipeline.warehouse,
 *   key: { ring: pipeline.keys, name: "warehouse" },
 *   views: { sales: { description: "Orders as they are now", query, fields } },
 *   readers: { analysts: "analysts@example.com" },
 * });
 * export const dashboard = reporting.dashboardLink("sales");
 */
export class Reporting extends EstateComponent {
  public readonly dataset: bigquery.Dataset;
  public readonly datasetId: pulumi.Output<string>;
  /** The views, by id. */
  public readonly views: Readonly<Record<string, bigquery.Table>>;
  private readonly project: string;

  public constructor(name: string, args: ReportingArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planReporting(name, { ...args, tables: Object.keys(args.warehouse.tables) });
    super("estate:pipeline:Reporting", name, args, opts);
    this.project = args.warehouse.gcp.project;
    this.dataset = this.makeDataset(plan.datasetId, args);
    this.datasetId = this.dataset.datasetId;
    this.views = Object.fromEntries(
      Object.entries(args.views).map(([id, view]) => [id, this.makeView(id, view, args.warehouse)]),
    );
    for (const [id, view] of Object.entries(this.views)) {
      args.warehouse.authorizeView(`${name}-${id}`, view);
    }
    for (const [key, group] of Object.entries(args.readers)) {
      this.grantRead(key, group, args.after ?? []);
    }
    this.registerOutputs({ datasetId: this.datasetId });
  }

  /** The link that opens a new report over one view; whoever follows it needs the reader's right, and nothing is shared. */
  public dashboardLink(view: string): pulumi.Output<string> {
    const table = this.views[view];
    if (table === undefined) {
      throw new Error(
        `Reporting "${this.componentName}" has no view "${view}"; it has ${Object.keys(this.views).join(", ")}.`,
      );
    }
    return pulumi.all([this.datasetId, table.tableId]).apply(([datasetId, tableId]) => {
      const query = new URLSearchParams({
        "r.reportName": this.componentName,
        "ds.ds0.connector": "bigQuery",
        "ds.ds0.type": "TABLE",
        "ds.ds0.projectId": this.project,
        "ds.ds0.datasetId": datasetId,
        "ds.ds0.tableId": tableId,
      });
      return `${DASHBOARD}?${query}`;
    });
  }

  private grantRead(key: string, group: string, after: readonly pulumi.Resource[]): void {
    const member = `group:${group}`;
    new bigquery.DatasetIamMember(
      this.childName("reader", key),
      { project: this.project, datasetId: this.datasetId, role: "roles/bigquery.dataViewer", member },
      this.childOptions(),
    );
    new projects.IAMMember(
      this.childName("queries", key),
      { project: this.project, role: "roles/bigquery.jobUser", member },
      this.childOptions({ dependsOn: [...after] }),
    );
  }

  private makeDataset(datasetId: string, args: ReportingArgs): bigquery.Dataset {
    const { project, location } = args.warehouse.gcp;
    return new bigquery.Dataset(
      this.childName("dataset"),
      {
        project,
        datasetId,
        location,
        description: "Views for dashboards; the rows stand in the warehouse",
        defaultEncryptionConfiguration: { kmsKeyName: args.key.ring.id(args.key.name) },
        // Views hold no rows, so there is nothing to lose.
        deleteContentsOnDestroy: true,
      },
      this.childOptions({ dependsOn: [...(args.after ?? []), ...args.key.ring.grants(args.key.name)] }),
    );
  }

  private makeView(id: string, view: ReportView, warehouse: AnalyticsWarehouse): bigquery.Table {
    const { project } = this;
    const query = warehouse.datasetId.apply((dataset) => view.query((table) => `${project}.${dataset}.${table}`));
    return new bigquery.Table(
      this.childName("view", id),
      {
        project,
        datasetId: this.datasetId,
        tableId: id,
        description: view.description,
        view: { query, useLegacySql: false },
        deletionProtection: false,
      },
      this.childOptions({ dependsOn: Object.values(warehouse.tables) }),
    );
  }
}
