import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed } from "../../components/core";
import { dailyCopy, LakeCatalog, type LakeColumn, ObjectStore } from "../../components/data";
import { DataflowJob, LakeTransfer, Reporting, salesReport } from "../../components/pipeline";
import { ContainerTask } from "../../components/serverless";
import { ORDER_COLUMNS } from "../../functions/data-pipeline/schema";
import type { Analytics } from "./analytics";
import type { Delivery } from "./delivery";
import type { Foundation } from "./foundation";
import type { CloudMartSettings } from "./settings";

/** The columns as the S3 lake's objects have them, and as the refined table types them. */
const RAW: readonly LakeColumn[] = ORDER_COLUMNS.map(({ name, type, description }) => ({
  name,
  description,
  type: type === "INTEGER" ? "bigint" : "string",
}));
const TYPED: Readonly<Record<string, LakeColumn["type"]>> = { event_time: "timestamp", total: "decimal(38,9)" };
const REFINED: readonly LakeColumn[] = RAW.map((column) => ({ ...column, type: TYPED[column.name] ?? column.type }));

/** The first day of which the lake holds anything. */
const FIRST_DAY = "2026-01-01";

/** What becomes of the lakes: curated rows, reports, the S3 lake's own tables, and what catches up after a gap. */
export interface Lakes {
  readonly reporting: Reporting;
  readonly watched: readonly Alarmed[];
}

export function makeLakes(
  settings: CloudMartSettings,
  base: Foundation,
  analytics: Analytics,
  delivery: Delivery,
  opts: pulumi.ComponentResourceOptions,
): Lakes {
  const { lake, pipeline } = analytics;
  const after = pipeline.services.enabled;
  const gcp = { ...settings.gcp, location: settings.gcp.region };
  new DataflowJob(
    "cloudmart-dataflow",
    {
      lake: pipeline.lake,
      prefix: "orders/",
      warehouse: pipeline.warehouse,
      columns: ORDER_COLUMNS,
      run: settings.analytics.dataflow,
      deletionProtection: settings.data.deletionProtection,
      after,
    },
    opts,
  );
  const { transfer } = settings.analytics;
  if (transfer !== undefined) {
    const { subjectId, startDate } = transfer;
    const ends = { source: lake, sink: pipeline.lake, prefix: "orders/" };
    const trusted = subjectId === undefined ? {} : { transferSubjectId: subjectId };
    new LakeTransfer("cloudmart-transfer", { gcp, ...ends, ...trusted, startDate, after }, opts);
  }
  const reporting = new Reporting(
    "cloudmart-reporting",
    {
      warehouse: pipeline.warehouse,
      key: { ring: pipeline.keys, name: "warehouse" },
      views: { sales: salesReport(["orders_stream", "orders_curated"]) },
      readers: settings.analytics.readers,
      after,
    },
    { ...opts, protect: settings.data.deletionProtection },
  );
  // Started by hand, it has nothing to be watched by: whoever starts it sees how it ends.
  makeBackfill(settings, base, analytics, delivery, opts);
  return { reporting, watched: [makeCatalog(settings, base, lake, opts)] };
}

/** Tables over the S3 lake, and the daily copy that types and deduplicates them. */
function makeCatalog(
  settings: CloudMartSettings,
  { key, accessLogs }: Foundation,
  lake: ObjectStore,
  opts: pulumi.ComponentResourceOptions,
): LakeCatalog {
  const results = new ObjectStore(
    "cloudmart-query-results",
    { key, accessLogs, expireDays: 7, deletionProtection: settings.data.deletionProtection },
    opts,
  );
  const table = { firstDay: FIRST_DAY };
  return new LakeCatalog(
    "cloudmart-lake-catalog",
    {
      key,
      lake,
      results,
      tables: {
        orders_raw: {
          ...table,
          description: "Order changes as written",
          prefix: "orders/",
          format: "json",
          columns: RAW,
        },
        orders: {
          ...table,
          description: "Order changes, each once, typed",
          prefix: "refined/orders/",
          format: "parquet",
          columns: REFINED,
        },
      },
      transforms: {
        orders: dailyCopy(
          {
            from: "orders_raw",
            to: "orders",
            schedule: "cron(15 1 * * ? *)",
            description: "Yesterday's changes, refined",
          },
          { from: RAW, to: REFINED, key: "record_id" },
        ),
      },
      transformsEnabled: settings.analytics.etl,
    },
    opts,
  );
}

/** Writes what analytics missed from the S3 lake to Cloud Storage again: functions/backfill. Started by hand, and free until then. */
function makeBackfill(
  settings: CloudMartSettings,
  { key, network }: Foundation,
  { lake, pipeline }: Analytics,
  { images }: Delivery,
  opts: pulumi.ComponentResourceOptions,
): ContainerTask {
  const repository = images.repository("backfill");
  const backfill = new ContainerTask(
    "cloudmart-backfill",
    {
      image: repository.image(settings.analytics.backfillTag),
      repository,
      vpcId: network.vpcId,
      subnetIds: network.subnetIds.private,
      key,
      environment: {
        LAKE_BUCKET: lake.bucketName,
        GCS_LAKE_BUCKET: pipeline.lake.bucketName,
        GCP_IDENTITY: pipeline.identity.configuration,
      },
      logRetentionDays: settings.logs.retentionDays,
    },
    opts,
  );
  lake.grantRead(backfill, "orders/");
  pipeline.identity.allow(backfill);
  return backfill;
}
