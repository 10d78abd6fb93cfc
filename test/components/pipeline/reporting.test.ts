import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import initSqlJs from "sql.js";
import { AnalyticsWarehouse, GcpKeys, Reporting, type ReportingArgs, salesReport } from "../../../components/pipeline";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";
import { gcp, tables } from "./fixtures";

const TABLES = ["orders_stream", "orders_curated"];

function makeReporting(args: Partial<ReportingArgs> = {}): Reporting {
  const ring = new GcpKeys("keys", { gcp, keys: { warehouse: { agents: ["bigquery"] } } });
  const key = { ring, name: "warehouse" };
  const warehouse = new AnalyticsWarehouse("orders", { gcp, key, tables });
  return new Reporting("shop-reporting", {
    warehouse,
    key,
    views: { sales: salesReport(TABLES) },
    readers: { analysts: "analysts@example.com" },
    ...args,
  });
}

describe("Reporting", () => {
  it("makes exactly a dataset, its view with the view's authorization, and a reader's two grants", async () => {
    const recording = await recordProgram(() => void makeReporting());
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes("shop-reporting")),
      [
        "estate:pipeline:Reporting shop-reporting",
        "gcp:bigquery/dataset:Dataset shop-reporting-dataset",
        "gcp:bigquery/datasetAccess:DatasetAccess orders-authorized-shop-reporting-sales",
        "gcp:bigquery/datasetIamMember:DatasetIamMember shop-reporting-reader-analysts",
        "gcp:bigquery/table:Table shop-reporting-view-sales",
        "gcp:projects/iAMMember:IAMMember shop-reporting-queries-analysts",
      ],
    );
  });

  it("authorizes the view on the warehouse, so that readers need no right to its tables", async () => {
    const recording = await recordProgram(() => void makeReporting());
    assert.deepEqual(inputsOf(recording, "orders-authorized-shop-reporting-sales"), {
      project: "shop-analytics",
      datasetId: "orders",
      view: { projectId: "shop-analytics", datasetId: "shop_reporting", tableId: "sales" },
    });
    assert.deepEqual(inputsOf(recording, "shop-reporting-reader-analysts"), {
      project: "shop-analytics",
      datasetId: "shop_reporting",
      role: "roles/bigquery.dataViewer",
      member: "group:analysts@example.com",
    });
    assert.deepEqual(inputsOf(recording, "shop-reporting-queries-analysts"), {
      project: "shop-analytics",
      role: "roles/bigquery.jobUser",
      member: "group:analysts@example.com",
    });
  });

  it("is encrypted by the customer key, and made once BigQuery may use it", async () => {
    const recording = await recordProgram(() => void makeReporting());
    assert.deepEqual(inputsOf(recording, "shop-reporting-dataset")["defaultEncryptionConfiguration"], {
      kmsKeyName: recording.get("keys-key-warehouse").id,
    });
    const { dependencies } = recording.get("shop-reporting-dataset");
    assert.ok(dependencies.includes(recording.get("keys-grant-warehouse-bigquery").urn));
  });

  it("reads both tables by their full names", async () => {
    const recording = await recordProgram(() => void makeReporting());
    const view = JSON.stringify(inputsOf(recording, "shop-reporting-view-sales")["view"]);
    for (const table of TABLES) {
      assert.ok(view.includes(`\`shop-analytics.orders.${table}\``), view);
    }
  });

  it("has the same resources before anything exists", async () => {
    const program = () => void makeReporting();
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });

  it("fails when a view or a reader cannot be, and for a link to a view that is none", async () => {
    const views = { "by-day": { description: "", fields: [{ name: "a", description: "" }], query: () => "SELECT 1" } };
    const readers = { all: "allAuthenticatedUsers" };
    const program = () => void makeReporting({ datasetId: "a-b", views, readers });
    assertMentions(await failureOf(program, "gcp:projects/iAMMember:IAMMember"), [
      "has 4 faults",
      'datasetId: given "a-b"',
      'views.by-day: given "by-day"',
      'views.by-day.fields: given ["a"]; allowed: the columns that the query gives.',
      'readers.all: given "allAuthenticatedUsers"; allowed: the address of a Google group.',
    ]);
    assertMentions(await failureOf(() => void makeReporting().dashboardLink("costs"), "none"), [
      'has no view "costs"; it has sales.',
    ]);
  });
});

describe("salesReport", () => {
  it("counts each order once, by its latest change, and no removed one", async () => {
    const { Database } = await initSqlJs();
    const database = new Database();
    const columns =
      "order_id, sequence, operation, event_time, customer_id, status, currency, total, item_count, payload";
    for (const table of TABLES) {
      database.run(`CREATE TABLE ${table} (${columns})`);
    }
    const insert = (table: string, order: string, sequence: string, operation: string, status: string) => {
      const time = `2026-01-0${sequence}T10:00:00`;
      const row = [order, sequence, operation, time, "customer", status, "EUR", 1, 1, "{}"];
      database.run(`INSERT INTO ${table} VALUES (${row.map(() => "?").join(", ")})`, row);
    };
    insert("orders_stream", "a", "1", "INSERT", "NEW");
    insert("orders_curated", "a", "1", "INSERT", "NEW");
    insert("orders_curated", "a", "2", "MODIFY", "PAID");
    insert("orders_stream", "b", "1", "INSERT", "NEW");
    insert("orders_curated", "b", "3", "REMOVE", "NEW");
    const [result] = database.exec(salesReport(TABLES).query((id) => id));
    assert.deepEqual(
      result?.columns,
      salesReport(TABLES).fields.map(({ name }) => name),
    );
    assert.deepEqual(
      result?.values.map((row) => [row[0], row[1], row[4]]),
      [["a", "2026-01-02", "PAID"]],
    );
  });

  it("is documented field by field", () => {
    const page = readFileSync(join(__dirname, "../../../docs/data-studio.md"), "utf8");
    for (const { name, description } of salesReport(TABLES).fields) {
      assert.ok(page.includes(`| \`${name}\` | ${description} |`), `docs/data-studio.md lacks "${name}"`);
    }
  });
});
