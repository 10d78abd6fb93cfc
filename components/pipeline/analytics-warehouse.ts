import * as bigquery from "@pulumi/gcp/bigquery";
import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core";
import { planWarehouse, type WarehousePlan, type WarehouseTable, type WarehouseView } from "./analytics-warehouse-plan";
import type { GcpKeys } from "./gcp-keys";
import type { GcpProject } from "./gcp-project";

export type { Column, WarehouseTable, WarehouseView } from "./analytics-warehouse-plan";

/** Arguments of {@link AnalyticsWarehouse}. */
export interface AnalyticsWarehouseArgs {
  readonly gcp: GcpProject;
  /** The customer key: a ring, and the name of the key in it that BigQuery's agent may use. */
  readonly key: { readonly ring: GcpKeys; readonly name: string };
  /** The tables, by id: `orders_stream`. */
  readonly tables: Readonly<Record<string, WarehouseTable>>;
  /** Views, by id, over these tables. @default none */
  readonly views?: Readonly<Record<string, WarehouseView>>;
  /** Dataset id, unique in the project. @default the component's name with underscores */
  readonly datasetId?: string;
  /** Hours for which earlier states can be queried, 48 to 168, whole days. @default 168 */
  readonly timeTravelHours?: number;
  /** Neither BigQuery's provider nor Pulumi deletes tables. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
  /** What must stand first: the enabled services. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** Whom a dataset is granted to, by address: `analysts@example.com`. */
export type DatasetMember =
  | { readonly group: pulumi.Input<string> }
  | { readonly serviceAccount: pulumi.Input<string> };

/** The property of an access entry that takes the member. */
function accessMember(member: DatasetMember) {
  return "group" in member ? { groupByEmail: member.group } : { userByEmail: member.serviceAccount };
}

const MILLISECONDS_PER_DAY = 86_400_000;

/** What each grant gives, on the smallest resource that BigQuery takes it on. */
const ROLES = {
  reader: "roles/bigquery.dataViewer",
  writer: "roles/bigquery.dataEditor",
  metadata: "roles/bigquery.metadataViewer",
} as const;

/**
 * A BigQuery dataset with its tables and views: encrypted by a customer key, partitioned by day, clustered, each table
 * with its schema as data.
 *
 * Creates the dataset, its tables and views. Cost follows bytes stored and bytes read: partitions and clusters keep the
 * second small.
 *
 * @example
 * const warehouse = new AnalyticsWarehouse("orders", {
 *   gcp,
 *   key: { ring: keys, name: "warehouse" },
 *   tables: { orders_stream: { description: "Every change", columns, partitionBy: "event_time", clusterBy: ["order_id"] } },
 * });
 * warehouse.grantAppend("orders_stream", "pipeline", identity.member);
 */
export class AnalyticsWarehouse extends EstateComponent {
  public readonly dataset: bigquery.Dataset;
  public readonly datasetId: pulumi.Output<string>;
  /** Tables and views, by id. */
  public readonly tables: Readonly<Record<string, bigquery.Table>>;
  public readonly gcp: GcpProject;

  public constructor(name: string, args: AnalyticsWarehouseArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planWarehouse(name, args);
    super("estate:pipeline:AnalyticsWarehouse", name, args, opts);
    this.gcp = plan.gcp;
    this.dataset = this.makeDataset(plan, args);
    this.datasetId = this.dataset.datasetId;
    const tables = Object.entries(plan.tables).map(
      ([id, table]) => [id, this.makeTable(id, table, plan, args.key.ring.id(args.key.name))] as const,
    );
    const views = Object.entries(plan.views).map(
      ([id, view]) =>
        [
          id,
          this.makeView(
            id,
            view,
            plan,
            tables.map(([, table]) => table),
          ),
        ] as const,
    );
    this.tables = Object.fromEntries([...tables, ...views]);
    this.registerOutputs({ datasetId: this.datasetId });
  }

  /** Lets a principal append rows to one table. @param grantee unique among the table's grants: `pipeline` */
  public grantAppend(table: string, grantee: string, member: pulumi.Input<string>): bigquery.IamMember {
    return this.grantOnTable(table, `${grantee}-append`, ROLES.writer, member);
  }

  /** Lets a principal read one table or view; a view's reader must read its tables too, or the view be authorized. */
  public grantReadTable(table: string, grantee: string, member: pulumi.Input<string>): bigquery.IamMember {
    return this.grantOnTable(table, `${grantee}-read`, ROLES.reader, member);
  }

  /** Lets somebody read the dataset: every table and view of it. @param grantee unique among the dataset's grants */
  public grantRead(grantee: string, reader: DatasetMember): bigquery.DatasetAccess {
    return this.grantOnDataset("reader", grantee, ROLES.reader, reader);
  }

  /** Lets somebody see that the dataset and its tables exist, and how they are made; no row of them. */
  public grantMetadata(grantee: string, reader: DatasetMember): bigquery.DatasetAccess {
    return this.grantOnDataset("metadata", grantee, ROLES.metadata, reader);
  }

  /**
   * Lets a view of another dataset read this one, so that the view's readers need no right to the tables.
   * @param key unique among the authorized views: `sales`
   */
  public authorizeView(key: string, view: bigquery.Table): bigquery.DatasetAccess {
    return new bigquery.DatasetAccess(
      this.childName("authorized", key),
      {
        project: this.gcp.project,
        datasetId: this.datasetId,
        view: { projectId: view.project, datasetId: view.datasetId, tableId: view.tableId },
      },
      this.childOptions(),
    );
  }

  /** One entry of the dataset's access list; an IAM member resource would throw out the authorized views. */
  private grantOnDataset(kind: string, grantee: string, role: string, member: DatasetMember): bigquery.DatasetAccess {
    return new bigquery.DatasetAccess(
      this.childName(kind, grantee),
      { project: this.gcp.project, datasetId: this.datasetId, role, ...accessMember(member) },
      this.childOptions(),
    );
  }

  private grantOnTable(table: string, key: string, role: string, member: pulumi.Input<string>): bigquery.IamMember {
    const resource = this.tables[table];
    if (resource === undefined) {
      const known = Object.keys(this.tables).join(", ");
      throw new Error(`AnalyticsWarehouse "${this.componentName}" has no table "${table}"; it has ${known}.`);
    }
    return new bigquery.IamMember(
      this.childName("grant", `${table}-${key}`),
      { project: this.gcp.project, datasetId: this.datasetId, tableId: resource.tableId, role, member },
      this.childOptions(),
    );
  }

  private makeDataset(plan: WarehousePlan, args: AnalyticsWarehouseArgs): bigquery.Dataset {
    return new bigquery.Dataset(
      this.childName("dataset"),
      {
        project: plan.gcp.project,
        datasetId: plan.datasetId,
        location: plan.gcp.location,
        defaultEncryptionConfiguration: { kmsKeyName: args.key.ring.id(args.key.name) },
        maxTimeTravelHours: String(plan.timeTravelHours),
        deleteContentsOnDestroy: !plan.deletionProtection,
      },
      this.childOptions({
        dependsOn: [...(args.after ?? []), ...args.key.ring.grants(args.key.name)],
        ...(plan.deletionProtection ? { protect: true } : {}),
      }),
    );
  }

  private makeTable(
    id: string,
    table: WarehouseTable,
    plan: WarehousePlan,
    kmsKeyName: pulumi.Output<string>,
  ): bigquery.Table {
    const expiry =
      table.partitionDays === undefined ? {} : { expirationMs: table.partitionDays * MILLISECONDS_PER_DAY };
    return new bigquery.Table(
      this.childName("table", id),
      {
        project: plan.gcp.project,
        datasetId: this.datasetId,
        tableId: id,
        description: table.description,
        schema: JSON.stringify(table.columns),
        timePartitioning: { type: "DAY", field: table.partitionBy, ...expiry },
        requirePartitionFilter: table.requirePartitionFilter ?? false,
        ...(table.clusterBy === undefined ? {} : { clusterings: [...table.clusterBy] }),
        encryptionConfiguration: { kmsKeyName },
        deletionProtection: plan.deletionProtection,
      },
      this.childOptions(plan.deletionProtection ? { protect: true } : {}),
    );
  }

  /** A view holds no rows, so it is neither protected nor encrypted by itself. */
  private makeView(
    id: string,
    view: WarehouseView,
    plan: WarehousePlan,
    tables: readonly bigquery.Table[],
  ): bigquery.Table {
    const query = this.datasetId.apply((dataset) => view.query((table) => `${plan.gcp.project}.${dataset}.${table}`));
    return new bigquery.Table(
      this.childName("view", id),
      {
        project: plan.gcp.project,
        datasetId: this.datasetId,
        tableId: id,
        description: view.description,
        view: { query, useLegacySql: false },
        deletionProtection: false,
      },
      this.childOptions({ dependsOn: [...tables] }),
    );
  }
}
