import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ValidateFunction } from "ajv";
import { validateXML } from "xmllint-wasm";
import { z } from "zod";
import { evaluate, type PolicyReport, type PolicyResource, UNKNOWN } from "../../policies/engine";
import { PACKS } from "../../policies/packs";
import { toJunit, toSarif } from "../../policies/reports";
import { CASES } from "./cases";
import { resource } from "./cases/resource";

const SCHEMAS = join(__dirname, "..", "fixtures", "schemas");

/** SARIF's published schema. It is written in draft 4, of which it uses nothing that later drafts read otherwise. */
function sarifSchema(): ValidateFunction {
  const text = readFileSync(join(SCHEMAS, "sarif-2.1.0-rtm.5.json"), "utf8");
  const { $schema: _draft, id: _id, ...schema } = z.looseObject({}).parse(JSON.parse(text));
  // One of its patterns is only valid without the flag "u".
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addFormat("uri", (value) => URL.canParse(value));
  ajv.addFormat("uri-reference", (value) => /^[^\s<>"{}|\\^`]*$/.test(value) && URL.canParse(value, "file:///"));
  ajv.addFormat("date-time", (value) => !Number.isNaN(Date.parse(value)));
  return ajv.compile(schema);
}

async function junitFaults(text: string): Promise<readonly string[]> {
  const schema = readFileSync(join(SCHEMAS, "junit-10.xsd"), "utf8");
  const { errors } = await validateXML({ xml: [{ fileName: "junit.xml", contents: text }], schema: [schema] });
  return errors.map(({ rawMessage }) => rawMessage);
}

function judged(resources: readonly PolicyResource[]): PolicyReport {
  const waiver = {
    rule: "table-is-recoverable",
    stack: "shop-prod",
    resource: "aws:dynamodb/table:Table::users",
    reason: "Users are copied from the directory each night.",
    owner: "identity-team",
    expires: "2027-01-31",
  };
  return evaluate(resources, { packs: PACKS, environment: "prod", today: "2026-11-21", waivers: [waiver] });
}

const TABLE = "aws:dynamodb/table:Table";

/** Reports with every kind of entry, and texts that are hard to write down. */
const REPORTS: Readonly<Record<string, PolicyReport>> = {
  "no resource at all": judged([]),
  "every rule's compliant resources": judged(Object.values(CASES).flatMap(({ good }) => good)),
  "every fault of every rule": judged(Object.values(CASES).flatMap(({ bad }) => bad.flat())),
  "a waiver and what is undecided": judged([
    resource(TABLE, "users", {}),
    resource(TABLE, "carts", { serverSideEncryption: UNKNOWN }),
  ]),
  "a waiver that has expired": evaluate([], {
    ...{ packs: PACKS, environment: "prod", stack: "shop-prod", today: "2027-02-01" },
    waivers: [
      {
        ...{ rule: "table-is-recoverable", stack: "shop-prod", resource: "<orders> & ]]>", owner: "carts-team" },
        ...{ reason: "Carts are empty again after each night.", expires: "2027-01-31" },
      },
    ],
  }),
  "names of any characters": judged([
    resource(TABLE, `<orders> & "carts" ]]> \u0000\u0007 \u{1F6D2}`, { serverSideEncryption: { enabled: false } }),
  ]),
};

describe("reports by published schemas", () => {
  const valid = sarifSchema();

  for (const [title, report] of Object.entries(REPORTS)) {
    it(`SARIF of ${title} validates`, () => {
      const sarif = toSarif(report, PACKS, (urn) => ({ file: "stacks/my shop/index.ts", line: urn.length }));
      valid(JSON.parse(JSON.stringify(sarif)));
      deepEqual(valid.errors ?? [], []);
    });

    it(`JUnit of ${title} validates`, async () => deepEqual(await junitFaults(toJunit(report, PACKS)), []));
  }

  it("fails when SARIF breaks its schema", () => {
    const sarif = JSON.stringify(toSarif(judged([resource(TABLE, "users", {})]), PACKS));
    ok(!valid(JSON.parse(sarif.replace('"level":"error"', '"level":"fatal"'))));
    ok(!valid(JSON.parse(sarif.replaceAll('"driver"', '"tool"'))));
  });

  it("fails when JUnit breaks its schema", async () => {
    const junit = toJunit(judged([resource(TABLE, "users", {})]), PACKS);
    equal((await junitFaults(junit.replace("<testcase ", "<test "))).length > 0, true);
    ok((await junitFaults(junit.replaceAll(/ errors="\d+"/g, ""))).length > 0);
  });
});
