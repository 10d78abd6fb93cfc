import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes the executable with which the engine runs policy packs for Node where no language host is on PATH. The pack's own
 * copy of the SDK is used, as with the official one.
 */
export function installAnalyzer(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, "pulumi-analyzer-policy-nodejs");
  writeFileSync(file, ANALYZER);
  chmodSync(file, 0o755);
}

const ANALYZER = `#!/usr/bin/env bash
for pack; do :; done
runner=$(cd "$pack" && "${process.execPath}" -p 'require.resolve("@pulumi/pulumi/cmd/run-policy-pack")') || exit 1
exec "${process.execPath}" "$runner" "$@"
`;
