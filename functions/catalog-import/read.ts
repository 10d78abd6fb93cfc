import type { Readable } from "node:stream";
import { CsvError, parse as csvParser } from "csv-parse";
import { type CatalogRow, catalogRow, type RefusedRow } from "./input";

/** A row of a file: a product, or what is wrong with it. */
export type ReadRow =
  | { readonly kind: "product"; readonly line: number; readonly product: CatalogRow }
  | ({ readonly kind: "refused" } & RefusedRow);

/**
 * Reads a catalogue file row by row, without holding it in memory.
 *
 * @param key the file's name: `.csv` with a header line, or `.ndjson`
 */
export async function* readCatalog(key: string, content: Readable): AsyncGenerator<ReadRow> {
  const rows = key.endsWith(".csv") ? csvRows(content) : jsonRows(content);
  for await (const { line, value, fault } of rows) {
    const parsed = catalogRow.safeParse(value);
    if (fault === undefined && parsed.success) {
      yield { kind: "product", line, product: parsed.data };
    } else {
      const faults = parsed.error?.issues.map((issue) => `/${issue.path.join("/")}: ${issue.message}`) ?? [];
      yield { kind: "refused", line, faults: fault === undefined ? faults : [fault] };
    }
  }
}

/** Whether the file's name says that we can read it. */
export function isReadable(key: string): boolean {
  return key.endsWith(".csv") || key.endsWith(".ndjson");
}

interface RawRow {
  readonly line: number;
  readonly value: unknown;
  readonly fault?: string;
}

async function* csvRows(content: Readable): AsyncGenerator<RawRow> {
  const parser = content.pipe(
    csvParser({ columns: true, bom: true, skip_empty_lines: true, relax_column_count: true, info: true }),
  );
  try {
    for await (const { record, info } of parser) {
      yield { line: info.lines, value: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) {
      throw error;
    }
    // Behind a quotation mark that never ends nobody can tell rows apart; what came before stands.
    yield { line: Number(error["lines"] ?? 0), value: undefined, fault: `the file cannot be read on: ${error.code}` };
  }
}

async function* jsonRows(content: Readable): AsyncGenerator<RawRow> {
  let rest = "";
  let line = 0;
  for await (const chunk of content.setEncoding("utf8")) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) {
      line += 1;
      yield* jsonRow(line, text);
    }
  }
  yield* jsonRow(line + 1, rest);
}

function* jsonRow(line: number, text: string): Generator<RawRow> {
  if (text.trim() === "") {
    return;
  }
  try {
    yield { line, value: JSON.parse(text) };
  } catch {
    yield { line, value: undefined, fault: "not JSON" };
  }
}
