import { equal, match } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");
const PROGRAM = join(ROOT, "test/fixtures/programs/good");

function estate(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ["scripts/estate.mjs", ...args], { cwd: ROOT, encoding: "utf8" });
}

describe("estate diagram", () => {
  it("writes SVG to standard output", () => {
    const { status, stdout } = estate("diagram", "dev", "--program", PROGRAM);
    equal(status, 0);
    match(stdout, /^<svg [\s\S]*worker[\s\S]*<\/svg>\n$/);
  });

  it("fails when no stack or an unknown one is named, with what there is", () => {
    const none = estate("diagram", "--program", PROGRAM);
    equal(none.status, 2);
    match(none.stderr, /diagram takes one stack; there are: dev/);
    const unknown = estate("diagram", "moon", "--program", PROGRAM);
    equal(unknown.status, 2);
    match(unknown.stderr, /good has no stack "moon"; there are: dev/);
  });

  it("fails when the program does, with its report", () => {
    const { status, stdout, stderr } = estate(
      "diagram",
      "dev",
      "--program",
      join(ROOT, "test/fixtures/programs/throws"),
    );
    equal(status, 1);
    equal(stdout, "");
    match(stderr, /not planned/);
  });
});

describe("estate compare", () => {
  it("fails when there is nothing to compare with", () => {
    const { status, stderr } = estate("compare", "dev", "--program", PROGRAM);
    equal(status, 2);
    match(stderr, /compare takes two stacks or more; there are: dev/);
  });

  it("sets stacks side by side, also as Markdown", () => {
    const program = join(ROOT, "test/fixtures/engine");
    const { status, stdout } = estate("compare", "sound", "long", "--program", program);
    equal(status, 0);
    match(stdout, /^Figures\n[\s\S]*Resources +10 +42\n/);
    const markdown = estate("compare", "sound", "long", "--markdown", "--program", program).stdout;
    match(markdown, /\| Resources \| 10 \| 42 \|/);
  });
});

describe("estate recovery", () => {
  it("says where a stack declares no critical service", () => {
    const { status, stdout } = estate("recovery", "dev", "--program", PROGRAM);
    equal(status, 0);
    match(stdout, /dev {2}declares no critical service/);
  });

  it("fails where a target is missed, with the step that decides, as does the plan", () => {
    const program = join(ROOT, "test/fixtures/programs/unrecoverable");
    const told = estate("recovery", "--program", program);
    equal(told.status, 1);
    match(told.stdout, /orders +no bound of 60 min +no bound of 15 min +missed/);
    match(told.stdout, /orders: orders-bucket: nothing of it reaches the second region/);
    const planned = estate("plan", "--packs", "none", "--program", program);
    equal(planned.status, 1);
    match(planned.stdout, /Recovery from the loss of a region[\s\S]*missed/);
  });
});

describe("estate plan --html", () => {
  it("writes one page", () => {
    const folder = mkdtempSync(join(tmpdir(), "estate-html-"));
    try {
      const file = join(folder, "plan.html");
      equal(estate("plan", "--program", PROGRAM, "--packs", "none", "--html", file).status, 0);
      match(readFileSync(file, "utf8"), /^<!DOCTYPE html>[\s\S]*<h1>Plan of dev<\/h1>/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
