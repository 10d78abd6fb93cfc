import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleBackfill } from "../../functions/backfill/build";
import { daysBetween } from "../../functions/backfill/days";
import { type FakeServer, fakeServer, type Received, type Reply } from "../../web/demo/emulators/http";
import { type Google, startGoogle } from "./emulators/google";

/** Bundling, and a process of its own for each run. */
const PATIENCE_MS = 60_000;
/** Objects in one answer, so that a day takes more than one. */
const PAGE = 2;

const LAKE: Readonly<Record<string, string>> = Object.fromEntries(
  ["day=2026-11-19/1", "day=2026-11-20/2", "day=2026-11-20/3", "day=2026-11-20/4", "day=2026-11-21/5"].map((name) => [
    `orders/${name}.ndjson`,
    `{"record_id":"${name}"}\n`,
  ]),
);

/** S3, as far as the task speaks to it, and the address where ECS gives a task its role's credentials. */
function answer({ path, query, headers }: Received): Reply {
  if (path === "/credentials") {
    const [AccessKeyId, SecretAccessKey] = ["ASIAIOSFODNN7EXAMPLE", "example"];
    return { json: { AccessKeyId, SecretAccessKey, Token: "session", Expiration: "2099-01-01T00:00:00Z" } };
  }
  if (headers["x-amz-security-token"] !== "session") {
    return { status: 403, text: "<Error><Code>AccessDenied</Code></Error>" };
  }
  const body = LAKE[decodeURIComponent(path).replace("/shop-lake/", "")];
  return body === undefined ? list(query) : { text: body };
}

function list(query: URLSearchParams): Reply {
  const keys = Object.keys(LAKE).filter((key) => key.startsWith(query.get("prefix") ?? ""));
  const start = Number(query.get("continuation-token") ?? 0);
  const contents = keys.slice(start, start + PAGE).map((key) => `<Contents><Key>${key}</Key></Contents>`);
  const next = start + PAGE < keys.length ? `<NextContinuationToken>${start + PAGE}</NextContinuationToken>` : "";
  return { text: `<ListBucketResult>${contents.join("")}${next}</ListBucketResult>` };
}

describe("the backfill, run as Fargate runs it", function () {
  this.timeout(PATIENCE_MS);
  const directory = mkdtempSync(join(tmpdir(), "backfill-"));
  let aws: FakeServer;
  let google: Google;

  before(() => bundleBackfill(directory));
  after(() => rmSync(directory, { recursive: true, force: true }));
  beforeEach(async () => {
    aws = await fakeServer(answer);
    google = await startGoogle();
  });
  afterEach(() => Promise.all([aws.close(), google.server.close()]));

  /** No key is in the environment: the role's credentials come from where ECS says. */
  async function run(more: Readonly<Record<string, string>>): Promise<{ code: number; lines: string }> {
    const env = {
      AWS_REGION: "us-east-1",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/credentials`,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL_S3: aws.url,
      LAKE_BUCKET: "shop-lake",
      GCS_LAKE_BUCKET: "gcs-lake",
      GCS_ENDPOINT: google.server.url,
      GCP_IDENTITY: google.identity(),
      ...more,
    };
    const child = spawn(process.execPath, [join(directory, "backfill.mjs")], { env });
    const lines: string[] = [];
    child.stdout.on("data", (text) => lines.push(String(text)));
    child.stderr.on("data", (text) => lines.push(String(text)));
    const code = await new Promise<number>((resolve) => child.once("close", resolve));
    return { code, lines: lines.join("") };
  }

  it("copies the days that are named, each object under its own name, and no other day", async () => {
    const { code, lines } = await run({ FROM_DAY: "2026-11-20", TO_DAY: "2026-11-21" });
    assert.equal(code, 0, lines);
    assert.deepEqual(
      Object.fromEntries([...google.objects].sort()),
      Object.fromEntries(Object.entries(LAKE).filter(([key]) => !key.includes("2026-11-19"))),
    );
    assert.match(lines, /"day":"2026-11-20","there":3,"failed":0/);
    const uploads = google.server.requests.filter(({ path }) => path.startsWith("/upload"));
    assert.ok(uploads.every(({ query }) => query.get("ifGenerationMatch") === "0"));
  });

  it("takes an object that is there already for copied", async () => {
    google.server.chaos = ({ path }) => (path.startsWith("/upload") ? { kind: "status", status: 412 } : undefined);
    const { code, lines } = await run({ FROM_DAY: "2026-11-20" });
    assert.equal(code, 0, lines);
    assert.match(lines, /"there":3,"failed":0/);
  });

  it("copies the others where one fails, and says so by its exit code", async () => {
    google.server.chaos = ({ query }) =>
      query.get("name")?.endsWith("/3.ndjson") === true ? { kind: "status", status: 403 } : undefined;
    const { code, lines } = await run({ FROM_DAY: "2026-11-20" });
    assert.equal(code, 1);
    assert.equal(google.objects.size, 2);
    assert.match(lines, /An object was not copied","key":"orders\/day=2026-11-20\/3\.ndjson"/);
  });

  it("fails when it is told no day, and when nobody gives it credentials", async () => {
    assert.match((await run({})).lines, /Missing environment: FROM_DAY/);
    assert.match((await run({ FROM_DAY: "2026-11-31" })).lines, /FROM_DAY must be a day/);
    const { code } = await run({ FROM_DAY: "2026-11-20", AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/nobody` });
    assert.equal(code, 1);
    assert.equal(google.objects.size, 0);
  });
});

describe("the backfill's days", () => {
  it("are all from the first to the last, over the end of a month", () => {
    assert.deepEqual(daysBetween("2026-02-27", "2026-03-01"), ["2026-02-27", "2026-02-28", "2026-03-01"]);
    assert.deepEqual(daysBetween("2026-11-21", ""), ["2026-11-21"]);
  });

  it("fail when the last comes first, and when there is no end in sight", () => {
    assert.throws(() => daysBetween("2026-11-21", "2026-11-20"), /TO_DAY must be 2026-11-21 or one of the 365 days/);
    assert.throws(() => daysBetween("2020-01-01", "2026-11-21"), /TO_DAY/);
    assert.throws(() => daysBetween("2026-11-21", "tomorrow"), /TO_DAY must be a day/);
  });
});
