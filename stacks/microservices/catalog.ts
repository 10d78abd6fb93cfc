import type * as pulumi from "@pulumi/pulumi";
import type { Alarmed } from "../../components/core";
import { type DataTables, ObjectStore } from "../../components/data";
import { FunctionService, ObjectTrigger } from "../../components/serverless";
import { functionArgs } from "../functions";
import type { Foundation } from "./foundation";
import type { MicroservicesSettings } from "./settings";

/** What the function reads: comma-separated values, or one JSON object in a line. */
const SUFFIXES = [".csv", ".ndjson"] as const;

/** How product lists come into the shop. */
export interface Catalog {
  readonly bucketName: pulumi.Output<string>;
  readonly watched: readonly Alarmed[];
}

/** Lists that are put under `incoming/` are checked and become products; under `reports/` stands what was refused, and why. */
export function makeCatalog(
  settings: MicroservicesSettings,
  { key, accessLogs }: Foundation,
  tables: DataTables<"products">,
  opts: pulumi.ComponentResourceOptions,
): Catalog {
  const uploads = new ObjectStore(
    "shop-catalog",
    { key, accessLogs, deletionProtection: settings.data.deletionProtection },
    opts,
  );
  const catalogImport = new FunctionService(
    "catalog-import",
    {
      ...functionArgs("catalog-import"),
      key,
      logRetentionDays: settings.logs.retentionDays,
      bindings: { uploads, reports: uploads, products: tables.table("products") },
    },
    opts,
  );
  const trigger = new ObjectTrigger(
    "shop-catalog-uploads",
    {
      store: uploads,
      rules: { products: { function: catalogImport, prefix: "incoming/", suffixes: SUFFIXES } },
    },
    opts,
  );
  return { bucketName: uploads.bucketName, watched: [catalogImport, trigger] };
}
