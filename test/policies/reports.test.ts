import { deepEqual, equal, match, ok } from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { evaluate, type PolicyReport, UNKNOWN } from "../../policies/engine";
import { PACKS } from "../../policies/packs";
import {
  coverage,
  listRules,
  pages,
  parseReference,
  TABLE_WIDTH,
  toJunit,
  toMarkdown,
  toSarif,
  toTable,
} from "../../policies/reports";
import { RULES } from "../../policies/rules";
import { resource } from "./cases/resource";

const TABLE = "aws:dynamodb/table:Table";

function report(): PolicyReport {
  const resources = [
    resource(TABLE, "orders & <carts>", { serverSideEncryption: { enabled: false } }),
    resource(TABLE, "users", {}),
  ];
  const waiver = {
    rule: "table-is-recoverable",
    stack: "shop-prod",
    resource: `${TABLE}::users`,
    reason: "Users are copied from the directory each night.",
    owner: "identity-team",
    expires: "2027-01-31",
  };
  return evaluate(resources, { packs: PACKS, environment: "prod", today: "2026-11-21", waivers: [waiver] });
}

/** What SARIF 2.1.0 demands of a log, a run, a rule and a result (its specification, sections 3.13 to 3.28). */
const SARIF = z.object({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.array(
    z.object({
      tool: z.object({
        driver: z.object({
          name: z.string().min(1),
          semanticVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
          rules: z.array(
            z.object({
              id: z.string().min(1),
              shortDescription: z.object({ text: z.string().min(1) }),
              fullDescription: z.object({ text: z.string().min(1) }),
              help: z.object({ text: z.string().min(1), markdown: z.string().min(1) }),
            }),
          ),
        }),
      }),
      columnKind: z.enum(["utf16CodeUnits", "unicodeCodePoints"]),
      results: z.array(
        z.object({
          ruleId: z.string().min(1),
          ruleIndex: z.int().min(0),
          level: z.enum(["none", "note", "warning", "error"]),
          message: z.object({ text: z.string().min(1) }),
          locations: z
            .array(
              z.object({
                physicalLocation: z.object({
                  artifactLocation: z.object({ uri: z.string().min(1) }),
                  region: z.object({ startLine: z.int().min(1) }),
                }),
                logicalLocations: z.array(z.object({ fullyQualifiedName: z.string().min(1) })),
              }),
            )
            .min(1),
          suppressions: z
            .array(
              z.object({
                kind: z.enum(["inSource", "external"]),
                status: z.enum(["accepted", "underReview", "rejected"]),
                justification: z.string().min(1),
              }),
            )
            .optional(),
        }),
      ),
    }),
  ),
});

describe("reports", () => {
  it("show no secret that a rule finds in the clear", () => {
    const secret = "correct-horse-battery";
    const environment = { variables: { DATABASE_PASSWORD: secret } };
    const container = { name: "a", env: [{ name: "API_TOKEN", value: secret }] };
    const resources = [
      resource("aws:lambda/function:Function", "orders", { environment }),
      resource("aws:rds/instance:Instance", "orders", { password: secret }),
      resource("kubernetes:core/v1:Pod", "orders", { spec: { containers: [container] } }),
      resource("kubernetes:core/v1:ConfigMap", "orders", { data: { "api-token": secret } }),
      resource("kubernetes:core/v1:Secret", "orders", { stringData: { token: secret } }),
    ];
    const found = evaluate(resources, { packs: PACKS, environment: "prod", today: "2026-11-21" });
    const rules = new Set(found.violations.map(({ rule }) => rule));
    ok(
      ["function-environment-encrypted", "database-password-managed", "no-literal-secret"].every((rule) =>
        rules.has(rule),
      ),
    );
    ok(!JSON.stringify(found.violations).includes(secret));
    ok(!toTable(found).includes(secret) && !JSON.stringify(toSarif(found, PACKS)).includes(secret));
  });

  it("write SARIF 2.1 in which every result points at its rule", () => {
    const sarif = SARIF.parse(toSarif(report(), PACKS, () => ({ file: "index.ts", line: 7 })));
    const [run] = sarif.runs;
    ok(run !== undefined && run.results.length > 3);
    for (const result of run.results) {
      equal(run.tool.driver.rules[result.ruleIndex]?.id, result.ruleId);
      equal(result.locations[0]?.physicalLocation.region.startLine, 7);
    }
    equal(run.results.filter(({ suppressions }) => suppressions !== undefined).length, 1);
  });

  it("write what is undecided and what is wrong with waivers, as SARIF and as JUnit", () => {
    const expired = {
      ...{ rule: "table-is-recoverable", stack: "shop-prod", resource: `${TABLE}::carts`, owner: "carts-team" },
      ...{ reason: "Carts are empty again after each night.", expires: "2026-11-20" },
    };
    const found = evaluate([resource(TABLE, "carts", { serverSideEncryption: UNKNOWN })], {
      ...{ packs: PACKS, environment: "prod", today: "2026-11-21", waivers: [expired] },
    });
    const [run] = SARIF.parse(toSarif(found, PACKS)).runs;
    const of = (rule: string) => run?.results.find(({ ruleId }) => ruleId === rule);
    deepEqual(
      [of("table-encrypted-with-customer-key")?.level, of("table-encrypted-with-customer-key")?.message.text],
      ["note", "Undecided at serverSideEncryption.enabled: the value is not known yet."],
    );
    const waiver = of("waiver-is-current");
    match(waiver?.message.text ?? "", /table-is-recoverable .*::carts expired on 2026-11-20\.$/);
    equal(waiver?.level, "error");
    equal(run?.tool.driver.rules[waiver?.ruleIndex ?? 0]?.id, "waiver-is-current");
    match(toJunit(found, PACKS), /name="waivers" tests="1" failures="1"[\s\S]*expired on 2026-11-20/);
    match(toJunit(report(), PACKS), /name="waivers" tests="1" failures="0"/);
  });

  it("write JUnit with every rule, failures where findings are mandatory, and XML escaped", () => {
    const junit = toJunit(report(), PACKS);
    const failures = report().violations.filter(({ level }) => level === "mandatory").length;
    equal(junit.match(/<failure /g)?.length, failures);
    match(junit, new RegExp(`failures="${failures}"`));
    match(junit, /orders &amp; &lt;carts&gt;/);
    ok(!junit.includes("<carts>"));
  });

  it("write Markdown with findings, waivers and remedies", () => {
    const markdown = toMarkdown(report());
    match(markdown, /### Findings/);
    match(markdown, /identity-team \| 2027-01-31/);
    match(markdown, /```diff\n/);
  });

  it("write a table that fits a terminal", () => {
    const lines = toTable(report()).split("\n");
    ok(lines.length > 10);
    deepEqual(
      lines.filter((line) => line.length > TABLE_WIDTH),
      [],
    );
  });

  it("list rules with what the contract asks", () => {
    const { rules } = listRules(PACKS);
    equal(rules.length, RULES.length);
    for (const rule of rules) {
      deepEqual(Object.keys(rule), ["id", "title", "severity", "types", "frameworks", "packs", "levels"]);
      ok(rule.packs.length > 0, rule.id);
    }
    deepEqual(rules.find(({ id }) => id === "log-group-keeps-logs")?.levels, {
      production: "mandatory",
      development: "advisory",
    });
    ok(coverage(PACKS).length > PACKS.length);
  });

  it("print references of known frameworks, and none that nobody looked up", () => {
    for (const { frameworks } of RULES) {
      frameworks.forEach(parseReference);
    }
    ok(listRules(PACKS).rules.every(({ frameworks }) => frameworks.every((reference) => !reference.includes("†"))));
  });

  it("are documented by pages that are current", () => {
    const folder = join(__dirname, "..", "..", "docs", "policies");
    for (const [file, text] of Object.entries(pages(PACKS))) {
      const path = join(folder, file);
      ok(existsSync(path), `${file} is missing: run scripts/policy-pages.ts`);
      equal(readFileSync(path, "utf8"), text, `${file} is old: run scripts/policy-pages.ts`);
    }
  });

  it("are compared with others by counts that are true", () => {
    const text = readFileSync(join(__dirname, "..", "..", "docs", "policies", "comparison.md"), "utf8");
    const of = (cloud: string) =>
      RULES.filter(({ types }) => types.some((type) => type.startsWith(`${cloud}:`))).length;
    const clouds = `AWS ${of("aws")}, Google Cloud ${of("gcp")}, Azure ${of("azure-native")}, Kubernetes ${of("kubernetes")}`;
    ok(text.includes(`| ${RULES.length}: ${clouds} |`), `${RULES.length}: ${clouds}`);
    ok(text.includes(`| ${RULES.filter(({ kind }) => kind === "stack").length}: joins by identity`));
  });
});

describe("packs", () => {
  for (const pack of PACKS) {
    it(`${pack.name} runs alone: a policy file, a version, an entry`, () => {
      const folder = join(__dirname, "..", "..", "policies", "packs", pack.name);
      const manifest = z
        .object({ name: z.string(), version: z.string().regex(/^\d+\.\d+\.\d+$/), main: z.string() })
        .parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
      ok(existsSync(join(folder, manifest.main)));
      match(readFileSync(join(folder, "PulumiPolicy.yaml"), "utf8"), /^runtime: nodejs$/m);
    });
  }
});
