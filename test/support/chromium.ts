import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromDebian } from "./debian";

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const RUN_MS = 60_000;

/**
 * A real browser: the one on the machine; on a CI machine where we are root, Debian's is installed.
 *
 * @returns its path; undefined where there is none, so that a test can say by name that it did not run
 */
export function chromium(): string | undefined {
  return fromDebian(() => PATHS.find(existsSync), "chromium");
}

/** What a browser makes of a page: the document after its script has run, and what it complained of. */
export function openPage(
  browser: string,
  url: string,
): { readonly document: string; readonly complaints: readonly string[] } {
  const profile = mkdtempSync(join(tmpdir(), "estate-chromium-"));
  try {
    const { stdout, stderr } = spawnSync(
      browser,
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--enable-logging=stderr",
        "--virtual-time-budget=5000",
        `--user-data-dir=${profile}`,
        "--dump-dom",
        url,
      ],
      { encoding: "utf8", timeout: RUN_MS, maxBuffer: 64 * 1024 * 1024 },
    );
    const complaints = stderr.split("\n").filter((line) => /:CONSOLE[:(]/.test(line));
    return { document: stdout, complaints };
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}
