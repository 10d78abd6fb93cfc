import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Answer, Case } from "./oracle";

const run = promisify(execFile);

/** AGPL-3.0: a tool that these tests run beside them, and nothing that the package contains or loads. */
const VERSION = "1.1.5";
const SCRIPT = join(__dirname, "pmapper_answers.py");
const answers = z.array(z.enum(["allowed", "denied explicitly", "denied"]));

/** PMapper in a virtual environment of its own, made once and kept in the user's cache; undefined where it is not to be had. */
export async function installPmapper(): Promise<string | undefined> {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const directory = join(cache, "multicloud-estate", `pmapper-${VERSION}`);
  const python = join(directory, "bin/python");
  if (existsSync(join(directory, "complete"))) {
    return python;
  }
  try {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    await run("python3", ["-m", "venv", directory]);
    await run(python, ["-m", "pip", "install", "--quiet", `principalmapper==${VERSION}`, "packaging"]);
    writeFileSync(join(directory, "complete"), "");
    return python;
  } catch {
    return undefined;
  }
}

/** PMapper's answers, in the order of the questions. */
export function pmapperAnswers(python: string, questions: readonly Case[]): readonly Answer[] {
  const input = questions.map((question) => JSON.stringify(question)).join("\n");
  const { stdout, stderr, status } = spawnSync(python, [SCRIPT], { input, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status !== 0) {
    throw new Error(`PMapper failed: ${stderr}`);
  }
  return answers.parse(
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );
}

/**
 * What PMapper 1.1.5 answers otherwise than AWS documents it, read in its source: it takes a variable's value for a pattern,
 * and one without a value for text; it compares names of numeric, date and address operators whole, so that `IfExists` makes
 * other operators of them; it asks no values one by one for negated set operators and `ForAllValues`; it takes an absent key
 * for a mismatch of `StringNotLike`; and of several dates to be later or earlier than, it reads the first.
 */
const MISREAD: readonly RegExp[] = [
  /\$\{/,
  /ForAllValues|ForAnyValue:StringNot|"StringNotLike/,
  /"(Numeric|Date|Arn|IpAddress|NotIpAddress)\w*IfExists/,
  /"Date(Less|Greater)Than\w*":\{"[^"]+":\["[^"]+",/,
];

export function pmapperReads({ identity }: Case): boolean {
  const text = JSON.stringify(identity);
  return !MISREAD.some((pattern) => pattern.test(text));
}
