import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ORDER_ANALYTICS } from "../../../functions/flink-order-analytics";

const run = promisify(execFile);
const SQL = readFileSync(join(__dirname, "../../../functions/flink-order-analytics/job.sql"), "utf8");
const POM = join(__dirname, "pom.xml");
/** Java 17 closes what Flink 1.17 opens; its own start scripts say the same. */
const OPEN = ["java.util", "java.lang", "java.time"].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);
/** The first run fetches 120 MB; each run of Flink starts two virtual machines' worth of classes. */
const LIMIT_MS = 600_000;

/** An order as the order service writes it. */
interface Order {
  readonly order_id: string;
  readonly placed_at: string | null;
  readonly currency: string;
  readonly items: readonly { readonly product_id: string; readonly quantity: number; readonly unit_price: string }[];
}

function order(id: string, time: string | null, quantity = 1, product = "tea", price = "2.50"): Order {
  const items = [{ product_id: product, quantity, unit_price: price }];
  return { order_id: id, placed_at: time === null ? null : `2026-01-31T${time}Z`, currency: "EUR", items };
}

/** Flink's jars, fetched once and remembered by what the file asks for. Undefined where Maven or Java is not to be had. */
async function classpath(): Promise<string | undefined> {
  const digest = createHash("sha256").update(readFileSync(POM)).digest("hex").slice(0, 12);
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "multicloud-estate");
  const file = join(cache, `flink-classpath-${digest}`);
  try {
    await run("java", ["-version"]);
    if (
      !existsSync(file) ||
      !readFileSync(file, "utf8")
        .split(":")
        .every((jar) => existsSync(jar))
    ) {
      mkdirSync(cache, { recursive: true });
      await run("mvn", ["-q", "-B", "-f", POM, "dependency:build-classpath", `-Dmdep.outputFile=${file}`]);
    }
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}

const ITEM = { product_id: "tea", quantity: 1, unit_price: "2.50" };
const TWICE = { ...order("o1", "12:00:00"), items: [ITEM, ITEM] };

/** What stands in the topic, by case; one run of Flink takes them all. */
const CASES: Readonly<Record<string, readonly (Order | string)[]>> = {
  shuffled: [
    order("o1", "12:00:05", 2),
    order("o2", "12:01:00"),
    // The last moment of a window, and then a minute that is long past but not too late.
    order("o3", "12:00:59.999", 1, "cup", "9"),
    order("o4", "12:02:30"),
    order("o5", "12:00:40", 3),
  ],
  // The window's last moment is 12:00:59.999: an order of two minutes later closes it, one of a millisecond less does not.
  late: [
    order("o1", "12:00:00"),
    order("o2", "12:02:59.998"),
    order("in time", "12:00:30", 10),
    order("o3", "12:03:01"),
    order("too late", "12:00:30", 100),
  ],
  twice: [TWICE, TWICE, order("o2", "12:00:01"), TWICE],
  strange: [
    "no JSON",
    '{"order_id": "of another shape", "items": 7}',
    order("without a time", null, 100),
    { ...order("from the future", "12:00:00", 100), placed_at: "2999-01-31T12:00:00Z" },
    { ...order("o0", "12:00:00"), items: [{ ...ITEM, quantity: -5 }] },
    order("o1", "12:00:00"),
  ],
};

describe("order analytics on Flink", function () {
  this.timeout(LIMIT_MS);
  let jars = "";
  const folder = mkdtempSync(join(tmpdir(), "order-analytics-"));
  const cases = join(folder, "cases");

  before(async function () {
    const found = await classpath();
    if (found === undefined) {
      this.skip();
    }
    jars = found;
    for (const [name, lines] of Object.entries(CASES)) {
      mkdirSync(join(cases, name, "orders"), { recursive: true });
      const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
      writeFileSync(join(cases, name, "orders/orders.json"), text.join("\n"));
    }
    const sql = join(folder, "job.sql");
    writeFileSync(
      sql,
      SQL.replace(/\$\{(\w+)\}/g, (_, key: string) => (key === "LATENESS_MINUTES" ? "2" : "text")),
    );
    await run("java", [...OPEN, "-cp", jars, join(__dirname, "RunJob.java"), sql, cases]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What the job wrote, a window a line: `12:00 tea EUR 2 orders 3 units 7.50`. */
  function results(name: string): readonly string[] {
    return filesBelow(join(cases, name, "results"))
      .flatMap((file) => readFileSync(file, "utf8").split("\n"))
      .filter((line) => line !== "")
      .map(show)
      .sort();
  }

  it("sums orders up by product and minute, whatever their order", () => {
    assert.deepEqual(results("shuffled"), [
      "12:00 cup EUR 1 orders 1 units 9.00",
      "12:00 tea EUR 2 orders 5 units 12.50",
      "12:01 tea EUR 1 orders 1 units 2.50",
      "12:02 tea EUR 1 orders 1 units 2.50",
    ]);
  });

  it("drops what comes later than the lateness, and keeps what comes just before", () => {
    assert.deepEqual(results("late"), [
      "12:00 tea EUR 2 orders 11 units 27.50",
      "12:02 tea EUR 1 orders 1 units 2.50",
      "12:03 tea EUR 1 orders 1 units 2.50",
    ]);
  });

  it("counts an order once however often it comes, and each line of it", () => {
    assert.deepEqual(results("twice"), ["12:00 tea EUR 2 orders 3 units 7.50"]);
  });

  it("passes over what is no order, and lets none of it move the time", () => {
    assert.deepEqual(results("strange"), ["12:00 tea EUR 1 orders 1 units 2.50"]);
  });

  it("is a plan that Flink accepts over Kafka, with state that windows bound and results that never change", () => {
    const plan = readFileSync(join(cases, "plan.txt"), "utf8");
    assert.match(plan, /Sink\(table=\[default_catalog\.default_database\.results\]/);
    assert.match(plan, /WindowDeduplicate\(/);
    assert.match(plan, /GlobalWindowAggregate\(groupBy=\[product_id, currency\], window=\[TUMBLE\(.*size=\[1 min\]/);
    assert.doesNotMatch(plan, /GroupAggregate\(groupBy|changelogMode|upsert/);
  });

  it("was tested with the very connector that the cluster fetches", () => {
    const { uri, sha256 } = ORDER_ANALYTICS.connector;
    const jar = jars.split(":").find((path) => uri.endsWith(path.split("/").at(-1) ?? "?"));
    assert.ok(jar !== undefined, uri);
    assert.equal(createHash("sha256").update(readFileSync(jar)).digest("hex"), sha256);
  });
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function show(line: string): string {
  const { window_start, product_id, currency, orders, units, revenue } = JSON.parse(line);
  return `${window_start.slice(11, 16)} ${product_id} ${currency} ${orders} orders ${units} units ${revenue.toFixed(2)}`;
}
