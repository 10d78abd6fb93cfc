import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseWaivers, type Waiver } from "../../policies/engine";
import { UsageError } from "../errors";

/** Where a project keeps its waivers, beside its Pulumi.yaml. */
export const WAIVERS_FILE = join("policies", "waivers.json");

/**
 * The waivers of a project of somebody's own; none where it has no such file.
 * @throws {UsageError} naming the file and what is wrong with it
 */
export function projectWaivers(directory: string): readonly Waiver[] {
  const file = join(directory, WAIVERS_FILE);
  if (!existsSync(file)) {
    return [];
  }
  try {
    return parseWaivers(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`${WAIVERS_FILE}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
