import type { ReportField, ReportView } from "./reporting-plan";

/** What a chart of sales can be drawn from: no payload and nothing that names a person. */
const FIELDS: readonly ReportField[] = [
  { name: "order_id", description: "Key of the order; count it for the number of orders" },
  { name: "day", description: "Day of the order's latest change, UTC; the time axis" },
  { name: "changed_at", description: "Time of the order's latest change, UTC" },
  { name: "customer_id", description: "Pseudonymous customer; count distinct values for the number of customers" },
  { name: "status", description: "State of the order after that change" },
  { name: "currency", description: "ISO 4217 code; never add amounts of two currencies" },
  { name: "total", description: "Amount in the currency's main unit" },
  { name: "item_count", description: "Pieces in the order" },
];

/**
 * Orders as they are now, each once: the latest change of each out of the tables that several ways fill, and no order
 * whose latest change is its removal.
 *
 * @param tables ids of the warehouse's tables of order changes
 */
export function salesReport(tables: readonly string[]): ReportView {
  return {
    description: "Orders as they are now, each once; no personal attributes",
    fields: FIELDS,
    query: (table) => {
      const changes = tables.map((id) => `    SELECT * FROM \`${table(id)}\``).join("\n    UNION ALL\n");
      return `SELECT order_id, DATE(event_time) AS day, event_time AS changed_at, customer_id, status, currency, total, item_count
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY sequence DESC) AS recency
  FROM (
${changes}
  ) AS changes
) AS ranked
WHERE recency = 1 AND operation <> 'REMOVE'`;
    },
  };
}
