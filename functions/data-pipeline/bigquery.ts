import type { AuthClient } from "google-auth-library";
import * as z from "zod";
import { type Guarded, guard, isTransient } from "../shared/resilience";
import type { OrderRow } from "./schema";

/** Rows in one request: what Google recommends (BigQuery quotas, streaming inserts, read 2026-11). */
const ROWS_PER_REQUEST = 500;
/** Bytes in one request; the limit is 10 MB, with room for the envelope. */
const BYTES_PER_REQUEST = 8_000_000;

/** Reasons of a row's refusal that a repetition cannot cure (BigQuery error table, read 2026-11). */
const LASTING_REASONS: readonly string[] = ["invalid", "invalidQuery", "notImplemented", "tooLarge"];

const answer = z.object({
  insertErrors: z
    .array(
      z.object({
        index: z.int().nonnegative(),
        errors: z.array(z.object({ reason: z.string().optional(), location: z.string().optional() })).default([]),
      }),
    )
    .default([]),
});

/** What became of a row. */
export type RowOutcome = { readonly kind: "written" } | { readonly kind: "retry" | "refused"; readonly reason: string };

/** Appends rows; every row gets its own outcome, by `record_id`. */
export interface RowWriter {
  append(rows: readonly OrderRow[]): Promise<ReadonlyMap<string, RowOutcome>>;
}

/** The table's address, without a trailing slash. */
export interface TableAddress {
  readonly endpoint: string;
  readonly project: string;
  readonly dataset: string;
  readonly table: string;
}

/**
 * Writes by `tabledata.insertAll`. The row's identity goes along as `insertId`, so BigQuery drops most repetitions by
 * itself; the curated view drops the rest.
 */
export function bigQueryWriter(address: TableAddress, client: () => Promise<AuthClient>): RowWriter {
  const guarded = guard({ timeoutMs: 10_000, attempts: 4, firstDelayMs: 200, breakAfter: 8, restMs: 5_000 });
  const url =
    `${address.endpoint}/bigquery/v2/projects/${address.project}/datasets/${address.dataset}` +
    `/tables/${address.table}/insertAll`;
  return {
    append: async (rows) => {
      const outcomes = new Map<string, RowOutcome>();
      for (const chunk of chunks(rows)) {
        for (const [id, outcome] of await appendChunk(guarded, client, url, chunk)) {
          outcomes.set(id, outcome);
        }
      }
      return outcomes;
    },
  };
}

async function appendChunk(
  guarded: Guarded,
  client: () => Promise<AuthClient>,
  url: string,
  rows: readonly OrderRow[],
): Promise<[string, RowOutcome][]> {
  const body = {
    // Good rows are written although others are refused.
    skipInvalidRows: true,
    ignoreUnknownValues: false,
    rows: rows.map((row) => ({ insertId: row.record_id, json: row })),
  };
  try {
    const auth = await client();
    const reply = await guarded(async (signal) => {
      const response = await auth.request<unknown>({ url, method: "POST", data: body, signal, retry: false });
      return answer.parse(response.data);
    });
    const refusals = new Map(reply.insertErrors.map((entry) => [entry.index, outcomeOf(entry.errors)]));
    return rows.map((row, index) => [row.record_id, refusals.get(index) ?? { kind: "written" }]);
  } catch (error) {
    // Also a lasting refusal of the whole request (no permission, no such table) is no row's fault: the batch waits.
    const reason = isTransient(error) ? "BigQuery does not answer" : "BigQuery refused the request";
    return rows.map((row) => [row.record_id, { kind: "retry", reason }]);
  }
}

function outcomeOf(errors: readonly { reason?: string | undefined; location?: string | undefined }[]): RowOutcome {
  const lasting = errors.find((error) => LASTING_REASONS.includes(error.reason ?? ""));
  if (lasting !== undefined) {
    return { kind: "refused", reason: `BigQuery refused the row: ${lasting.reason} ${lasting.location ?? ""}`.trim() };
  }
  return { kind: "retry", reason: errors[0]?.reason ?? "unknown" };
}

function chunks(rows: readonly OrderRow[]): OrderRow[][] {
  const result: OrderRow[][] = [];
  let size = 0;
  for (const row of rows) {
    const bytes = Buffer.byteLength(JSON.stringify(row));
    const current = result.at(-1);
    if (current === undefined || current.length === ROWS_PER_REQUEST || size + bytes > BYTES_PER_REQUEST) {
      result.push([row]);
      size = bytes;
    } else {
      current.push(row);
      size += bytes;
    }
  }
  return result;
}
