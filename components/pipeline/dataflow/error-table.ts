import type { WarehouseTable } from "../analytics-warehouse-plan";

/**
 * The table for lines that fit no row: the columns of Google's streaming template, which would make the table itself,
 * neither partitioned nor encrypted by a key of ours (streaming_source_deadletter_table_schema.json of
 * github.com/GoogleCloudPlatform/DataflowTemplates, read 2026-11).
 */
export const ERROR_TABLE: WarehouseTable = {
  description: "Lines of the lake that fit no row, with the reason",
  columns: [
    { name: "timestamp", type: "TIMESTAMP", mode: "REQUIRED", description: "When the line was refused" },
    { name: "payloadString", type: "STRING", mode: "REQUIRED", description: "The line" },
    { name: "payloadBytes", type: "BYTES", mode: "REQUIRED", description: "The line, as bytes" },
    {
      name: "attributes",
      type: "RECORD",
      mode: "REPEATED",
      fields: [
        { name: "key", type: "STRING", mode: "NULLABLE" },
        { name: "value", type: "STRING", mode: "NULLABLE" },
      ],
    },
    { name: "errorMessage", type: "STRING", mode: "NULLABLE", description: "Why it was refused" },
    { name: "stacktrace", type: "STRING", mode: "NULLABLE" },
  ],
  partitionBy: "timestamp",
  partitionDays: 90,
};
