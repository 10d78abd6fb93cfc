import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A file of `setup`, which development, staging and production share. */
export function setupFile(path: string): string {
  return readFileSync(join(__dirname, "setup", path), "utf8");
}
