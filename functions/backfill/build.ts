import { join, resolve } from "node:path";
import { build } from "esbuild";
import { BUNDLE_OPTIONS } from "../build";

/** Bundles the task to `backfill.mjs`, with the SDK's whole chain of credentials: it runs in containers. */
export async function bundleBackfill(directory: string): Promise<string> {
  const outfile = join(directory, "backfill.mjs");
  await build({ ...BUNDLE_OPTIONS, entryPoints: ["functions/backfill/main.ts"], outfile });
  return outfile;
}

if (require.main === module) {
  bundleBackfill(resolve(__dirname, "../../dist/backfill")).then(console.log);
}
