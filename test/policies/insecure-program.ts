import { join } from "node:path";

/** One program to a file; its name is the rule that must refuse it. */
export const INSECURE = join(__dirname, "insecure");

/** Runs an insecure program anew: another suite of the same process may have loaded it, and a module runs once. */
export function runInsecure(rule: string): void {
  const path = join(INSECURE, `${rule}.ts`);
  delete require.cache[path];
  require(path);
}
