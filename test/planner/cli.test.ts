import { deepEqual, equal, match, ok } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import schema from "../../planner/plan/plan.schema.json";

const ROOT = join(__dirname, "../..");
const PROGRAMS = join(ROOT, "test/fixtures/programs");

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function estate(...args: readonly string[]): Run {
  const command = ["scripts/estate.mjs", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
  return { status, stdout, stderr };
}

function plan(program: string, ...args: readonly string[]): Run {
  return estate("plan", "--program", join(PROGRAMS, program), "--packs", "none", ...args);
}

describe("estate plan", () => {
  it("plans any Pulumi TypeScript program, and shows resources and outputs", () => {
    const { status, stdout, stderr } = plan("good");
    equal(status, 0);
    match(stdout, /^dev {2}good, dev: 1 resources\n/);
    match(stdout, /\(no component\) +1 +1\n/);
    match(stdout, /arn {2}arn:aws:iam::111122223333:role\/worker-dev\n/);
    match(stderr, /dev: 2 resources in \d+\.\d s\n/);
  });

  it("plans a program that is an ECMAScript module with a top-level await", () => {
    const { status, stdout } = plan("esm");
    equal(status, 0);
    match(stdout, /role\/worker-esm/);
  });

  it("shows every resource below its parent with --tree", () => {
    const { stdout } = plan("good", "--tree");
    match(stdout, /\n {2}good-dev {2}pulumi:pulumi:Stack\n {4}worker {2}aws:iam\/role:Role\n/);
  });

  it("writes JSON that its schema describes, the same byte for byte", () => {
    const folder = mkdtempSync(join(tmpdir(), "estate-test-"));
    try {
      const [first, second] = ["first", "second"].map((name) => {
        const file = join(folder, `${name}.json`);
        equal(plan("good", "--json", file).status, 0);
        return readFileSync(file, "utf8");
      });
      equal(first, second);
      const document: unknown = JSON.parse(first ?? "");
      const validate = new Ajv2020({ strict: false }).compile(schema);
      ok(validate(document), JSON.stringify(validate.errors));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("writes nothing but JSON to standard output with --json -", () => {
    const { status, stdout, stderr } = plan("good", "--json", "-");
    equal(status, 0);
    equal((JSON.parse(stdout) as { version: number }).version, 1);
    match(stderr, /good, dev: 1 resources/);
  });

  it("warns of a resource that exists only once a value is known", () => {
    const { status, stdout } = plan("conditional", "--json", "-");
    equal(status, 0);
    const [stack] = (JSON.parse(stdout) as { stacks: { warnings: { urn: string; message: string }[] }[] }).stacks;
    deepEqual(
      stack?.warnings.map((warning) => warning.urn),
      ["urn:pulumi:dev::conditional::aws:iam/rolePolicy:RolePolicy::hidden"],
    );
    match(
      stack?.warnings[0]?.message ?? "",
      /"hidden" \(aws:iam\/rolePolicy:RolePolicy\) exists only once a value is known/,
    );
  });

  it("judges the policies on what a preview knows with --preview always, and lists what stays undecided", () => {
    const { status, stdout } = estate(
      ...["plan", "--program", join(PROGRAMS, "good"), "--packs", "least-privilege", "--preview", "always"],
      ...["--json", "-"],
    );
    equal(status, 0);
    const validate = new Ajv2020({ strict: false }).compile(schema);
    const document: unknown = JSON.parse(stdout);
    ok(validate(document), JSON.stringify(validate.errors));
    const [stack] = (document as { stacks: { policy: { evaluated: number; preview?: { evaluated: number } } }[] })
      .stacks;
    equal(stack?.policy.preview?.evaluated, stack?.policy.evaluated);
  });

  it("takes a project's own waivers until they expire, and then fails by rule and by waiver", () => {
    const judged = (today: string) =>
      estate("plan", "--program", join(PROGRAMS, "waived"), "--packs", "encryption", "--today", today);
    const before = judged("2027-06-30");
    match(
      before.stdout,
      /waived table-encrypted-with-customer-key \(2\)\n {6}until 2027-06-30: aws:dynamodb\/table:Table carts\n/,
    );
    equal(before.status, 0);
    const after = judged("2027-07-01");
    match(after.stdout, /mandatory table-encrypted-with-customer-key \(2\)\n {6}aws:dynamodb\/table:Table carts\n/);
    match(after.stdout, /1 waiver at fault[\s\S]*mandatory: the waiver of .*\s+expired on 2027-06-30/);
    equal(after.status, 1);
  });

  it("writes the findings of each stack as SARIF, JUnit and Markdown with --reports", () => {
    const folder = mkdtempSync(join(tmpdir(), "estate-test-"));
    try {
      equal(estate("plan", "--program", join(PROGRAMS, "good"), "--reports", folder).status, 0);
      const sarif = JSON.parse(readFileSync(join(folder, "dev.sarif"), "utf8")) as { version: string };
      equal(sarif.version, "2.1.0");
      match(readFileSync(join(folder, "dev.junit.xml"), "utf8"), /^<\?xml/);
      match(readFileSync(join(folder, "dev.md"), "utf8"), /resource-carries-tags/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("lists the policy rules, as a table and as JSON", () => {
    const { rules } = JSON.parse(estate("policies", "--json", "-").stdout) as {
      rules: { id: string; packs: string[] }[];
    };
    ok(rules.length >= 90);
    deepEqual(rules.find((rule) => rule.id === "bucket-blocks-public-access")?.packs, ["exposure"]);
    const { status, stdout } = estate("policies");
    equal(status, 0);
    match(stdout, /bucket-blocks-public-access +critical +mandatory +mandatory +exposure\n/);
    deepEqual(
      stdout.split("\n").filter((line) => line.length > 100 || line.includes("…")),
      [],
    );
  });

  it("keeps lines within 100 columns and writes no colour into a pipe", () => {
    const { stdout, stderr } = plan("good", "--tree");
    deepEqual(
      `${stdout}${stderr}`.split("\n").filter((line) => line.length > 100 || line.includes("\u001b")),
      [],
    );
  });

  describe("fails when", () => {
    it("a program has a syntax error: one report with file and line, status 1", () => {
      const { status, stdout } = plan("syntax");
      equal(status, 1);
      match(
        stdout,
        /dev {2}not planned\n {2}The program does not compile:\n {2}index\.ts:\d+:\d+: Expected "}" but found end of file/,
      );
      equal(stdout.includes("node_modules"), false);
    });

    it("a program throws: its message and the place in the program, without our frames", () => {
      const { status, stdout } = plan("throws");
      equal(status, 1);
      match(stdout, /cannot use arn:aws:iam::111122223333:role\/worker-[0-9a-f]{7}\n {2}\(at index\.ts:6:9\)/);
      equal(stdout.includes("    at "), false);
    });

    it("a program never ends: it is stopped after the time it was given", () => {
      const { status, stdout } = plan("endless", "--timeout", "3");
      equal(status, 1);
      match(stdout, /did not end within 3 seconds/);
    });

    it("a program waits for ever: the resource that was never registered is named", () => {
      const { status, stdout } = plan("waits");
      equal(status, 1);
      match(stdout, /the program never ends: never registered: stuck \(aws:iam\/role:Role\)/);
    });

    for (const [what, args, message] of [
      ["an option does not exist", ["plan", "--nonsense"], /Unknown option '--nonsense'/],
      [
        "a stack does not exist",
        ["plan", "nowhere", "--program", join(PROGRAMS, "good")],
        /no stack "nowhere"; there are: dev/,
      ],
      ["the folder is no project", ["plan", "--program", PROGRAMS], /holds no Pulumi\.yaml/],
      [
        "the time is no number",
        ["plan", "--program", join(PROGRAMS, "good"), "--timeout", "soon"],
        /--timeout takes a number/,
      ],
      ["the preview is none", ["plan", "--preview", "soon"], /--preview takes one of never, needed, always/],
      ["a pack does not exist", ["plan", "--packs", "mercy"], /there is no pack "mercy"; there are: encryption/],
      ["the day is none", ["plan", "--today", "soon"], /--today takes a day such as 2026-11-21/],
      ["the command does not exist", ["plant"], /no command "plant"; there are: plan/],
    ] as const) {
      it(`${what}: one line, status 2`, () => {
        const { status, stderr } = estate(...args);
        equal(status, 2);
        match(stderr, message);
        equal(stderr.includes("    at "), false);
      });
    }

    it("a settings file is not YAML: the file is named, status 2", () => {
      const folder = mkdtempSync(join(tmpdir(), "estate-test-"));
      try {
        writeFileSync(join(folder, "Pulumi.yaml"), "name: broken\nruntime: nodejs\n");
        writeFileSync(join(folder, "index.ts"), "export {};\n");
        writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: [\n");
        const { status, stderr } = estate("plan", "--program", folder);
        equal(status, 2);
        match(stderr, /Pulumi\.dev\.yaml is not valid YAML/);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
});
