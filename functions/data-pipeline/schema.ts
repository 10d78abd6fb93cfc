/** A column of BigQuery, as its REST API writes it. */
export interface Column {
  readonly name: string;
  readonly type: "STRING" | "TIMESTAMP" | "INTEGER" | "NUMERIC" | "JSON";
  readonly mode: "REQUIRED" | "NULLABLE";
  readonly description: string;
}

/** Version of the row's shape; a new column is added nullable and raises it. */
export const SCHEMA_VERSION = 1;

/**
 * The columns of `orders_stream` and `orders_curated`. Both tables are partitioned by day of `event_time` and clustered by
 * `order_id`.
 */
export const ORDER_COLUMNS: readonly Column[] = [
  {
    name: "record_id",
    type: "STRING",
    mode: "REQUIRED",
    description: "Identity of the change, stable over redelivery",
  },
  { name: "order_id", type: "STRING", mode: "REQUIRED", description: "Key of the order" },
  {
    name: "sequence",
    type: "STRING",
    mode: "REQUIRED",
    description: "Position in the order's history, zero-padded so that text order is history's order",
  },
  { name: "operation", type: "STRING", mode: "REQUIRED", description: "INSERT, MODIFY or REMOVE" },
  { name: "event_time", type: "TIMESTAMP", mode: "REQUIRED", description: "When the order changed" },
  { name: "customer_id", type: "STRING", mode: "NULLABLE", description: "Pseudonymous customer" },
  { name: "status", type: "STRING", mode: "NULLABLE", description: "State of the order after the change" },
  { name: "currency", type: "STRING", mode: "NULLABLE", description: "ISO 4217 code" },
  { name: "total", type: "NUMERIC", mode: "NULLABLE", description: "Amount in the currency's main unit" },
  { name: "item_count", type: "INTEGER", mode: "NULLABLE", description: "Pieces in the order" },
  { name: "schema_version", type: "INTEGER", mode: "REQUIRED", description: "Version of this shape" },
  {
    name: "payload",
    type: "JSON",
    mode: "NULLABLE",
    description: "The order after the change, without personal attributes; attributes that have no column live here",
  },
];

/** A row as it is sent; absent columns are null. */
export interface OrderRow {
  readonly record_id: string;
  readonly order_id: string;
  readonly sequence: string;
  readonly operation: "INSERT" | "MODIFY" | "REMOVE";
  readonly event_time: string;
  readonly customer_id?: string;
  readonly status?: string;
  readonly currency?: string;
  readonly total?: string;
  readonly item_count?: number;
  readonly schema_version: number;
  readonly payload?: string;
}

/**
 * The view that counts every order exactly once, whichever path its changes took and however often: the latest change of
 * each order out of both tables, and no order whose latest change is its removal.
 *
 * @param stream the table of direct inserts, as `project.dataset.table`
 * @param curated the table that Dataflow fills from Cloud Storage
 */
export function curatedViewSql(stream: string, curated: string): string {
  const columns = ORDER_COLUMNS.map((column) => column.name).join(", ");
  return `SELECT ${columns}
FROM (
  SELECT ${columns}, ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY sequence DESC) AS recency
  FROM (
    SELECT ${columns} FROM \`${stream}\`
    UNION ALL
    SELECT ${columns} FROM \`${curated}\`
  ) AS changes
) AS ranked
WHERE recency = 1 AND operation <> 'REMOVE'`;
}
