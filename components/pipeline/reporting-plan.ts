import { Faults } from "../core";
import { ID_LIMIT } from "./analytics-warehouse-plan";

/** A view that reports read. */
export interface ReportView {
  /** What a reader finds in it. */
  readonly description: string;
  /** The query in GoogleSQL; `table` gives a table's full name in the warehouse, `project.dataset.table`, without quotes. */
  readonly query: (table: (id: string) => string) => string;
  /** Names of the query's columns, in order, as the dashboard's documentation has them. */
  readonly fields: readonly ReportField[];
}

/** A column of a view, described to those who draw charts. */
export interface ReportField {
  readonly name: string;
  readonly description: string;
}

/** What the plan looks at. */
export interface ReportingShape {
  readonly datasetId?: string;
  readonly tables: readonly string[];
  readonly views: Readonly<Record<string, ReportView>>;
  readonly readers: Readonly<Record<string, string>>;
}

/**
 * Checks the arguments and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planReporting(name: string, args: ReportingShape): { readonly datasetId: string } {
  const datasetId = args.datasetId ?? name.replace(/[^A-Za-z0-9_]+/g, "_");
  const faults = new Faults("Reporting", name);
  faults.check(/^[A-Za-z0-9_]+$/.test(datasetId) && datasetId.length <= ID_LIMIT, {
    property: "datasetId",
    given: datasetId,
    allowed: `letters, digits and "_", up to ${ID_LIMIT} characters`,
    fix: "write underscores instead of hyphens",
  });
  for (const [id, view] of Object.entries(args.views)) {
    checkView(faults, id, view, args.tables);
  }
  for (const [key, group] of Object.entries(args.readers)) {
    faults.check(/^[^@\s:]+@[^@\s:]+\.[^@\s:]+$/.test(group), {
      property: `readers.${key}`,
      given: group,
      allowed: "the address of a Google group",
      fix: "give the address alone, such as analysts@example.com",
    });
  }
  faults.throwIfAny();
  return { datasetId };
}

function checkView(faults: Faults, id: string, view: ReportView, tables: readonly string[]): void {
  const unknown: string[] = [];
  const query = view.query((table) => {
    if (!tables.includes(table)) {
      unknown.push(table);
    }
    return `project.dataset.${table}`;
  });
  faults.check(/^[A-Za-z0-9_]+$/.test(id) && unknown.length === 0 && query.trim() !== "", {
    property: `views.${id}`,
    given: unknown.length > 0 ? unknown : id,
    allowed: `letters, digits and "_", over the warehouse's tables: ${tables.join(", ")}`,
    fix: "declare the table in the warehouse, or correct the name",
  });
  const absent = view.fields.filter(({ name }) => !new RegExp(`\\b${name}\\b`).test(query));
  faults.check(view.fields.length > 0 && absent.length === 0, {
    property: `views.${id}.fields`,
    given: absent.map(({ name }) => name),
    allowed: "the columns that the query gives",
    fix: "correct the field's name, or add it to the query",
  });
}
