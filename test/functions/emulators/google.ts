import initSqlJs from "sql.js";
import { type Column, curatedViewSql, ORDER_COLUMNS } from "../../../functions/data-pipeline/schema";
import { type FakeServer, fakeServer, type Received, type Reply } from "../../../web/demo/emulators/http";

/** BigQuery, Cloud Storage and Google's sign-in, as far as the pipeline speaks to them. */
export interface Google {
  readonly server: FakeServer;
  /** Rows that `orders_stream` holds, repetitions included. */
  readonly rows: Readonly<Record<string, unknown>>[];
  /** Objects of the Cloud Storage lake. */
  readonly objects: Map<string, string>;
  /** Whether BigQuery drops a row whose insertId it remembers; it promises no more than to try. */
  dropsRepetitions: boolean;
  /** Columns of the table as it is now. */
  columns: readonly Column[];
  /** The curated view over both tables; the second one holds what Dataflow made of the lake. */
  curated(): Promise<Record<string, unknown>[]>;
  /** `GCP_IDENTITY` for a function that signs in by its AWS role. */
  identity(): string;
}

const STREAM = "demo.shop.orders_stream";
const CURATED = "demo.shop.orders_curated";

/** Starts all three on one port. */
export async function startGoogle(): Promise<Google> {
  const rows: Google["rows"] = [];
  const objects: Google["objects"] = new Map();
  const remembered = new Set<string>();
  const google = { dropsRepetitions: false, columns: ORDER_COLUMNS };
  const keep = (row: Readonly<Record<string, unknown>>, id: string) => {
    if (!(google.dropsRepetitions && remembered.has(id))) {
      rows.push(row);
    }
    remembered.add(id);
  };
  const signedIn = (request: Received): Reply => {
    if (request.path.endsWith("/insertAll")) {
      return insertAll(request, google.columns, keep);
    }
    if (request.path === "/upload/storage/v1/b/gcs-lake/o") {
      objects.set(request.query.get("name") ?? "", request.body);
      return { json: { name: request.query.get("name") } };
    }
    return { status: 404, json: { error: { code: 404, message: "no such thing" } } };
  };
  const server = await fakeServer((request) => {
    if (request.path === "/sts/v1/token") {
      return exchange(request);
    }
    if (request.path.endsWith(":generateAccessToken")) {
      return { json: { accessToken: "google-token", expireTime: new Date(Date.now() + 3_600_000).toISOString() } };
    }
    return request.headers.authorization === "Bearer google-token"
      ? signedIn(request)
      : { status: 401, json: { error: { code: 401, message: "not signed in" } } };
  });
  return Object.assign(google, {
    server,
    rows,
    objects,
    curated: () => queryView(rows, linesOf(objects)),
    identity: () => identity(server.url),
  });
}

/** Only a caller whose AWS signature comes along gets a token. */
function exchange(request: Received): Reply {
  const form = new URLSearchParams(request.body);
  const signed = JSON.parse(decodeURIComponent(form.get("subject_token") ?? "{}"));
  const authorization = JSON.stringify(signed.headers ?? []);
  if (!authorization.includes("AWS4-HMAC-SHA256") || form.get("audience") !== AUDIENCE) {
    return { status: 400, json: { error: "invalid_grant" } };
  }
  return { json: { access_token: "federated", token_type: "Bearer", expires_in: 3600, issued_token_type: ACCESS } };
}

const AUDIENCE = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/aws/providers/aws";
const ACCESS = "urn:ietf:params:oauth:token-type:access_token";

function identity(url: string): string {
  const config = {
    type: "external_account",
    audience: AUDIENCE,
    subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
    token_url: `${url}/sts/v1/token`,
    service_account_impersonation_url: `${url}/v1/projects/-/serviceAccounts/pipeline@demo:generateAccessToken`,
    credential_source: {
      environment_id: "aws1",
      regional_cred_verification_url: "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
    },
  };
  return JSON.stringify({ source: "federation", config });
}

interface InsertRequest {
  readonly rows: readonly { readonly insertId: string; readonly json: Readonly<Record<string, unknown>> }[];
}

function insertAll(
  request: Received,
  columns: readonly Column[],
  store: (row: Readonly<Record<string, unknown>>, id: string) => void,
): Reply {
  const body: InsertRequest = JSON.parse(request.body);
  const insertErrors = body.rows.flatMap(({ json, insertId }, index) => {
    const location = fault(json, columns);
    if (location === undefined) {
      store(json, insertId);
      return [];
    }
    return [{ index, errors: [{ reason: "invalid", location, message: "no such field or wrong type" }] }];
  });
  return {
    json: { kind: "bigquery#tableDataInsertAllResponse", ...(insertErrors.length > 0 ? { insertErrors } : {}) },
  };
}

const CHECKS: Readonly<Record<Column["type"], (value: unknown) => boolean>> = {
  STRING: (value) => typeof value === "string",
  TIMESTAMP: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  INTEGER: (value) => Number.isSafeInteger(value),
  NUMERIC: (value) => typeof value === "string" && /^-?\d{1,29}(\.\d{1,9})?$/.test(value),
  JSON: (value) => typeof value === "string" && JSON.parse(value) !== undefined,
};

function fault(row: Readonly<Record<string, unknown>>, columns: readonly Column[]): string | undefined {
  const unknown = Object.keys(row).find((name) => !columns.some((column) => column.name === name));
  const wrong = columns.find(({ name, type, mode }) => {
    const value = row[name];
    return value === undefined ? mode === "REQUIRED" : !CHECKS[type](value);
  });
  return unknown ?? wrong?.name;
}

function linesOf(objects: ReadonlyMap<string, string>): Record<string, unknown>[] {
  return [...objects.values()].flatMap((body) =>
    body
      .split("\n")
      .filter((line) => line !== "")
      .map((line): Record<string, unknown> => JSON.parse(line)),
  );
}

/** Runs the view's own SQL in an SQL engine: SQLite reads the same windows and the same quotation marks. */
async function queryView(
  stream: readonly Readonly<Record<string, unknown>>[],
  curated: readonly Readonly<Record<string, unknown>>[],
): Promise<Record<string, unknown>[]> {
  const sql = await initSqlJs();
  const database = new sql.Database();
  const columns = ORDER_COLUMNS.map((column) => column.name);
  for (const [table, rows] of [
    [STREAM, stream],
    [CURATED, curated],
  ] as const) {
    database.run(`CREATE TABLE \`${table}\` (${columns.join(", ")})`);
    const insert = database.prepare(`INSERT INTO \`${table}\` VALUES (${columns.map(() => "?").join(", ")})`);
    for (const row of rows) {
      insert.run(columns.map((name) => cell(row[name])));
    }
    insert.free();
  }
  const [result] = database.exec(curatedViewSql(STREAM, CURATED));
  database.close();
  return (result?.values ?? []).map((values) =>
    Object.fromEntries((result?.columns ?? []).map((column, index) => [column, values[index]])),
  );
}

function cell(value: unknown): string | number | null {
  return typeof value === "string" || typeof value === "number" ? value : null;
}
