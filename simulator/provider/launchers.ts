import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DIRECTORY_VARIABLE, HOST_VARIABLE } from "./simulation";

/** Packages whose plugins are simulated: those that the estates use. */
export const SIMULATED_PACKAGES = ["aws", "azure-native", "eks", "gcp", "kubernetes", "random", "tls"] as const;

/**
 * Writes executables `pulumi-resource-<package>` into a folder. With that folder first on PATH, any engine runs against
 * the simulated cloud in the folder that ESTATE_SIMULATION names.
 */
export function installPlugins(directory: string, packages: readonly string[] = SIMULATED_PACKAGES): void {
  mkdirSync(directory, { recursive: true });
  for (const packageName of packages) {
    const file = join(directory, `pulumi-resource-${packageName}`);
    writeFileSync(file, LAUNCHER);
    chmodSync(file, 0o755);
  }
}

/** The command that runs this package's {@link main}: compiled, or by tsx from the sources. */
export function mainCommand(): readonly string[] {
  const sources = __filename.endsWith(".ts");
  const main = join(__dirname, sources ? "main.ts" : "main.js");
  return sources
    ? [process.execPath, "--conditions=estate-source", "--require", require.resolve("tsx/cjs"), main]
    : [process.execPath, main];
}

/** Text as one word of the shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Bash opens the connection itself, so that a plugin costs no process of Node where a host runs. */
const LAUNCHER = `#!/usr/bin/env bash
if [ -n "$${HOST_VARIABLE}" ]; then
  exec 3<>"/dev/tcp/127.0.0.1/$${HOST_VARIABLE}" || exit 1
  printf '%s %s\\n' "$PPID" "$${DIRECTORY_VARIABLE}" >&3
  read -r port <&3 || exit 1
  echo "$port"
  read -r _ <&3
  exit 0
fi
exec ${mainCommand().map(quoted).join(" ")}
`;
