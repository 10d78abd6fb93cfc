import { spawnSync } from "node:child_process";

/** Longest that an installation may take, in milliseconds. */
const INSTALL_MS = 240_000;

/**
 * Finds a program of this machine; on a CI machine where we are root, Debian's is installed when it is missing.
 *
 * @param find tells where the program is; undefined where it is not
 * @returns what `find` says in the end, so that a test can say by name that it did not run
 */
export function fromDebian(find: () => string | undefined, ...packages: readonly string[]): string | undefined {
  const found = find();
  if (found !== undefined || process.env["CI"] !== "true" || process.getuid?.() !== 0) {
    return found;
  }
  const installed = apt("update", "-qq") && apt("install", "-y", "-qq", "--no-install-recommends", ...packages);
  return installed ? find() : undefined;
}

/** Finds a command on PATH, or in the folder for administrators. */
export function command(name: string): string | undefined {
  const path = `${process.env["PATH"] ?? ""}:/usr/sbin`;
  const { status, stdout } = spawnSync("sh", ["-c", 'command -v "$1"', "sh", name], {
    encoding: "utf8",
    env: { ...process.env, PATH: path },
  });
  return status === 0 ? stdout.trim() : undefined;
}

function apt(...args: readonly string[]): boolean {
  // What is installed for a test must not start as a service of the machine's.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  return spawnSync("apt-get", args, { stdio: "ignore", timeout: INSTALL_MS, env }).status === 0;
}
