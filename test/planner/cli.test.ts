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
